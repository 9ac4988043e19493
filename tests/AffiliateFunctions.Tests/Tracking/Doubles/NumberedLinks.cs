using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Tests.Ledger;

namespace AffiliateFunctions.Tests.Tracking.Doubles;

/// <summary>A link of each numbered partner, under the partner's code.</summary>
/// <param name="count">How many partners there are.</param>
internal sealed class NumberedLinks(int count) : IPartnerLinks
{
    public bool TryRecall(string code, out PartnerLink? link)
    {
        link = null;
        return false;
    }

    public ValueTask<PartnerLink?> ResolveAsync(string code, CancellationToken cancellationToken) =>
        ValueTask.FromResult(
            PartnerNumber.Read(code, "p", count) is { } number
                ? new PartnerLink(code, LedgerHost.Slug, PartnerNumber.ToId(number), Active: true)
                : null
        );
}
