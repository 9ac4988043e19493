using Affiliate.Domain.Identity;
using Affiliate.Pages.Models;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.Payouts;

/// <summary>
/// Says what partners contest, for their statements. The feature of disputes implements this interface.
/// </summary>
public interface IStatementDisputes
{
    /// <summary>The link by which the partner contests the statement; null once the time for it has passed.</summary>
    /// <param name="partner">The partner.</param>
    /// <param name="period">The month of the statement.</param>
    /// <param name="madeAt">When the statement was made.</param>
    EmailLink? LinkFor(Partner partner, Period period, DateTimeOffset madeAt);

    /// <summary>The open disputes of the partner, the oldest first.</summary>
    IAsyncEnumerable<ContestedLine> OpenAsync(
        ProgramSlug program,
        PartnerId partner,
        CancellationToken cancellationToken
    );
}

/// <summary>An open dispute, as a statement shows it.</summary>
/// <param name="Id">The dispute.</param>
/// <param name="Commission">The contested commission; null for a missing one.</param>
/// <param name="What">What is contested, in words.</param>
/// <param name="OpenedAt">When the dispute was opened.</param>
public sealed record ContestedLine(DisputeId Id, CommissionId? Commission, string What, DateTimeOffset OpenedAt);
