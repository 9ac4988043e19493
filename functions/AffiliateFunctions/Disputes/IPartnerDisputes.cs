using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.Disputes;

/// <summary>The disputes of a partner, for its own pages.</summary>
public interface IPartnerDisputes
{
    /// <summary>The disputes of a partner, the newest first.</summary>
    Task<IReadOnlyList<PartnerDispute>> ListAsync(
        AffiliateProgram program,
        PartnerId partner,
        CancellationToken cancellationToken
    );

    /// <summary>Whether the partner can contest the commission now.</summary>
    bool CanContest(AffiliateProgram program, CommissionView commission);

    /// <summary>The path of the form by which the partner contests.</summary>
    /// <param name="program">The program.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="commission">The commission that the form begins with, or null.</param>
    string PathToContest(AffiliateProgram program, Partner partner, CommissionId? commission);
}

/// <summary>A dispute as its partner sees it, without the person who decided.</summary>
/// <param name="Id">The dispute.</param>
/// <param name="Contested">What is contested, in words.</param>
/// <param name="Commission">The commission; null for a missing one.</param>
/// <param name="Named">What the partner has named about a missing commission.</param>
/// <param name="Claim">The claim.</param>
/// <param name="OpenedAt">When the dispute was opened.</param>
/// <param name="Status"><c>open</c>, <c>upheld</c>, <c>granted</c> or <c>expired</c>.</param>
/// <param name="DecidedAt">When the dispute was decided, or null.</param>
/// <param name="Answer">The decision in words, with what the owner has written; empty for an open dispute.</param>
public sealed record PartnerDispute(
    DisputeId Id,
    string Contested,
    CommissionId? Commission,
    IReadOnlyList<string> Named,
    string Claim,
    DateTimeOffset OpenedAt,
    string Status,
    DateTimeOffset? DecidedAt,
    IReadOnlyList<string> Answer
)
{
    /// <summary>Whether the dispute waits for the decision.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsOpen => DecidedAt is null;
}
