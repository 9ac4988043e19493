using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.CycleApprovals;

/// <summary>The signed links to the complete list of a cycle's payouts, as one approval request shows them.</summary>
public sealed class PayoutListLinks(LinkTokens tokens)
{
    private const string Purpose = "payout_list";
    private const string Approvers = "approvers";

    /// <summary>The path of the list.</summary>
    /// <param name="cycle">The cycle; the link works as long as it has the same payouts.</param>
    /// <param name="until">Until when the link works.</param>
    public string PathFor(StoredCycle cycle, DateTimeOffset until) =>
        "/payout-list/"
        + tokens.Sign(
            new LinkToken(
                Purpose,
                cycle.Program.Value,
                cycle.Period.Value,
                Approvers,
                cycle.Fingerprint ?? string.Empty,
                until
            )
        );

    /// <summary>Reads the token of a link.</summary>
    public (LinkToken? Token, LinkRefusal? Refusal) Read(string text) => tokens.Read(text, Purpose);
}
