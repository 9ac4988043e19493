using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Events;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>
/// Determines the order in which decided events are posted. Events of different partners are posted concurrently, and
/// those of one partner in order of time. If a commission of one partner reduces what is left of a customer's cap for
/// the next partner, or uses up a one-time payment, time determines the order across partners too: the later event is
/// in a later wave.
/// </summary>
internal static class PostingOrder
{
    /// <summary>
    /// Returns the events in waves. The events of a wave can be posted concurrently, each partner's in the given order.
    /// </summary>
    /// <param name="credited">The events that credit a partner, in order of time.</param>
    /// <param name="rules">The rule books that the events were decided with.</param>
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
