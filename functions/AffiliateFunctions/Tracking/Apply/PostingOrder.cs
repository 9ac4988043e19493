using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Events;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>
/// In which order decided events are posted. Partners are posted to at once, each in its order of time. Where what one
/// partner gets leaves the next so much less of a customer's cap, or nothing of what is paid once, time decides among
/// them too: then the later event is in a later wave.
/// </summary>
internal static class PostingOrder
{
    /// <summary>The events in waves: what is in one can be posted at once, each partner's in the order given.</summary>
    /// <param name="credited">The events that credit somebody, in their order of time.</param>
    /// <param name="rules">The rule books that they were decided by.</param>
    public static IEnumerable<IEnumerable<(TrackingEvent Event, EventDecision Decision)>> Waves(
        IEnumerable<(TrackingEvent Event, EventDecision Decision)> credited,
        RuleBookTimeline rules
    )
    {
        var partners = new Dictionary<PartnerId, int>();
        var customers = new Dictionary<CustomerId, (int Wave, PartnerId Partner)>();
        var waves = new SortedDictionary<int, List<(TrackingEvent Event, EventDecision Decision)>>();
        foreach (var pair in credited)
        {
            var (partner, customer) = (pair.Decision.Credits[0].Partner, pair.Event.Customer!.Value);
            var wave = partners.GetValueOrDefault(partner);
            if (rules.Of(pair.Decision.RulesVersion).Rules.LooksAtCustomersPay(Conversions.TypeOf(pair.Event)))
            {
                wave = customers.TryGetValue(customer, out var before)
                    ? Math.Max(wave, before.Partner == partner ? before.Wave : before.Wave + 1)
                    : wave;
                customers[customer] = (wave, partner);
            }

            partners[partner] = wave;
            waves.TryAdd(wave, []);
            waves[wave].Add(pair);
        }

        return waves.Values;
    }
}
