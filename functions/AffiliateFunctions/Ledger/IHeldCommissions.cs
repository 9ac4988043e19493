using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Ledger;

/// <summary>The commissions that wait for a person's decision.</summary>
public interface IHeldCommissions
{
    /// <summary>Lists the held commissions of the program, by partner and in the order of creation.</summary>
    IAsyncEnumerable<CommissionView> ListAsync(ProgramSlug program, CancellationToken cancellationToken);

    /// <summary>
    /// Releases or reverses a held commission. A repeated decision returns the same result; a different decision is a
    /// conflict.
    /// </summary>
    Task<Result<CommissionView>> DecideAsync(
        ProgramSlug program,
        string id,
        HoldOrder order,
        CancellationToken cancellationToken
    );

    /// <summary>Returns the page that explains a commission by its trace, or a problem.</summary>
    Task<IResult> ExplainAsync(AffiliateProgram program, string id, CancellationToken cancellationToken);
}

/// <summary>The order to end a hold.</summary>
/// <param name="Kind">Whether the commission is released or reversed.</param>
/// <param name="Actor">The person who decided by a link, or the caller.</param>
/// <param name="Reason">The reason.</param>
public sealed record HoldOrder(HoldDecisionKind Kind, string Actor, string Reason)
{
    /// <summary>The person that the caller says to act for, or null.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>Whether the customer has committed a fraud. Only a reversal can say so.</summary>
    public bool IsFraud { get; init; }
}
