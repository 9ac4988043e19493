using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Events;

namespace AffiliateFunctions.Attribution;

/// <summary>
/// Determines the order in which the events of a message are decided. Customers whose decisions read or change a common
/// row, such as two customers of one mailbox or two linked customers, are decided one after the other. That order
/// follows from the events and from stored data alone. All other customers are decided concurrently.
/// </summary>
internal static class DecisionOrder
{
    // A decision and a changed customer need one row each, and a transaction has at most a hundred.
    private const int MaxEvents = 50;

    /// <summary>
    /// Returns the events in waves, which are decided one after the other. The chunks of a wave share no customer and
    /// depend on no common row, so they can be decided concurrently.
    /// </summary>
    /// <param name="events">Events of one program, each with a customer.</param>
    /// <param name="mailboxesOf">
    /// For each mailbox of a customer, the customers of the mailbox in the order in which they were first seen.
    /// </param>
    /// <param name="linksOf">The customers that a customer is linked to.</param>
    public static IReadOnlyList<IReadOnlyList<DecisionChunk>> Waves(
        IEnumerable<TrackingEvent> events,
        Func<CustomerId, IReadOnlyList<IReadOnlyList<CustomerId>>> mailboxesOf,
        Func<CustomerId, IEnumerable<CustomerId>> linksOf
    )
    {
        var waves = new List<List<Turn>>();
        var next = new Dictionary<CustomerId, int>();
        foreach (var turn in Turns(events, mailboxesOf))
        {
            HashSet<CustomerId> rows =
            [
                turn.Customer,
                .. linksOf(turn.Customer),
                .. mailboxesOf(turn.Customer).SelectMany(same => same),
            ];
            var wave = rows.Max(row => next.GetValueOrDefault(row));
            foreach (var row in rows)
            {
                next[row] = wave + 1;
            }

            if (wave == waves.Count)
            {
                waves.Add([]);
            }

            waves[wave].Add(turn);
        }

        return [.. waves.Select(Chunks)];
    }

    // Customers are decided in the order of their events. A customer's decision depends on the customers that were seen
    // before it in one of its mailboxes, so these are decided first.
    private static IEnumerable<Turn> Turns(
        IEnumerable<TrackingEvent> events,
        Func<CustomerId, IReadOnlyList<IReadOnlyList<CustomerId>>> mailboxesOf
    )
    {
        var own = events
            .GroupBy(tracked => tracked.Customer!.Value)
            .ToDictionary(group => group.Key, group => group.OrderBy(tracked => tracked.At).ToList());
        var ordered = new List<CustomerId>();
        var placed = new HashSet<CustomerId>();
        var byTime = own.OrderBy(customer => customer.Value[0].At)
            .ThenBy(customer => FirstIdOf(customer.Value), StringComparer.Ordinal);
        foreach (var (customer, _) in byTime)
        {
            Place(customer);
        }

        return ordered.SelectMany(customer =>
            own[customer].Chunk(MaxEvents).Select(chunk => new Turn(customer, chunk))
        );

        // Two mailboxes can list two customers in opposite orders; the first one that is reached is placed later then.
        void Place(CustomerId customer)
        {
            if (!own.ContainsKey(customer) || !placed.Add(customer))
            {
                return;
            }

            foreach (var same in mailboxesOf(customer))
            {
                foreach (var earlier in same.TakeWhile(other => other != customer))
                {
                    Place(earlier);
                }
            }

            ordered.Add(customer);
        }
    }

    private static string? FirstIdOf(IEnumerable<TrackingEvent> events) =>
        events.Select(tracked => tracked.Id.Value).Min(StringComparer.Ordinal);

    private static List<DecisionChunk> Chunks(List<Turn> wave)
    {
        var chunks = new List<DecisionChunk>();
        var buckets = wave.GroupBy(turn => CustomerStore.PartitionOf(turn.Events[0].Program, turn.Customer));
        foreach (var bucket in buckets)
        {
            var chunk = new List<TrackingEvent>();
            foreach (var turn in bucket)
            {
                if (chunk.Count + turn.Events.Count > MaxEvents)
                {
                    chunks.Add(new DecisionChunk(bucket.Key, chunk));
                    chunk = [];
                }

                chunk.AddRange(turn.Events);
            }

            chunks.Add(new DecisionChunk(bucket.Key, chunk));
        }

        return chunks;
    }

    private sealed record Turn(CustomerId Customer, IReadOnlyList<TrackingEvent> Events);
}

/// <summary>Events whose decisions are stored in one transaction, those of each customer in order of time.</summary>
/// <param name="Partition">The partition of the customers.</param>
/// <param name="Events">The events.</param>
internal sealed record DecisionChunk(string Partition, IReadOnlyList<TrackingEvent> Events)
{
    /// <summary>The customers of the events.</summary>
    public IEnumerable<CustomerId> Customers => Events.Select(tracked => tracked.Customer!.Value).Distinct();
}
