using Affiliate.Domain.Identity;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.ProgramRules;
using AffiliateFunctions.Tracking.Deals;
using AffiliateFunctions.Tracking.Rates;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>What the events of one message are decided by; whatever they need of it is read once.</summary>
/// <param name="Rules">The rule books.</param>
/// <param name="Partners">The partners.</param>
/// <param name="Deals">The registered deals.</param>
/// <param name="Rates">The exchange rates.</param>
internal sealed record DecisionSources(RuleBookTimeline Rules, PartnerLookup Partners, DealLookup Deals, RateLookup Rates);

/// <summary>Opens the sources of a message.</summary>
internal sealed class OpenSources(IRuleBooks ruleBooks, IPartners partners, DealStore deals, RateStore rates)
{
    public async Task<DecisionSources> ForAsync(ProgramSlug program, CancellationToken cancellationToken) => new(
        await ruleBooks.TimelineAsync(program, cancellationToken), new PartnerLookup(partners, program), new DealLookup(deals, program), new RateLookup(rates, program));
}
