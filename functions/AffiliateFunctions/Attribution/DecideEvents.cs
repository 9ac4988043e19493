using System.Collections.Concurrent;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Attribution.Touches;
using AffiliateFunctions.Events;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.Attribution;

/// <summary>
/// Decides the events of customers and stores the decisions. A decision is made once, in one transaction with the
/// changes of the customer; a repeated call returns the stored decision. Only a further attempt of an event is decided
/// again: a retry by a person, or that of a conversion without a credited partner whose customer turns out to have
/// touches.
/// </summary>
public sealed class DecideEvents(
    CustomerStore customers,
    FindTouches touches,
    CustomerLinks links,
    EventDecider decider,
    RevisitConversions revisit
)
{
    // A request to storage takes some milliseconds, mostly waiting.
    private const int MaxConcurrentChunks = 8;

    /// <summary>Returns the decisions on the events of one program, in order of time.</summary>
    public async Task<IReadOnlyList<(TrackingEvent Event, EventDecision Decision)>> DecideAsync(
        IReadOnlyList<TrackingEvent> events,
        DecisionSources sources,
        CancellationToken cancellationToken
    )
    {
        await Task.WhenAll(
            sources.Partners.PrepareAsync(events, cancellationToken),
            sources.DuplicateCustomers.PrepareAsync(events, cancellationToken),
            sources.Deals.PrepareAsync(
                events.Select(tracked => tracked.Deal).OfType<EventId>(),
                events.Select(tracked => tracked.Body.Customer?.Email),
                cancellationToken
            )
        );
        var read = await ReadAsync(events, cancellationToken);
        var decided = new ConcurrentDictionary<EventId, EventDecision>();
        var waves = DecisionOrder.Waves(
            events,
            sources.DuplicateCustomers.MailboxesOf,
            customer =>
                read[PartitionOf(events[0].Program, customer)].Customer(customer).Links.Select(link => link.Customer)
        );
        foreach (var (number, wave) in waves.Index())
        {
            await ConcurrentlyAsync(
                wave,
                async (chunk, token) =>
                {
                    // An earlier wave may have stored changes of the customers of a later wave.
                    var rows = number == 0 ? read[chunk.Partition].Fork() : await ReadAsync(chunk, token);
                    foreach (var (id, decision) in await DecideChunkAsync(chunk, rows, sources, token))
                    {
                        decided[id] = decision;
                    }
                },
                cancellationToken
            );
        }

        return [.. InOrder(events).Select(tracked => (tracked, decided[tracked.Id]))];
    }

    /// <summary>Returns the decision on an event, or null.</summary>
    public async Task<EventDecision?> FindAsync(
        ProgramSlug program,
        CustomerId customer,
        EventId id,
        CancellationToken cancellationToken
    ) =>
        (await customers.ReadAsync(CustomerStore.PartitionOf(program, customer), [], [id], cancellationToken)).Decision(
            id
        );

    /// <summary>
    /// Updates the purchases of the customer to the current figures of a changed sale. The call can be repeated; an
    /// earlier state than the counted one changes nothing.
    /// </summary>
    /// <param name="sale">The sale with its current figures.</param>
    /// <param name="rules">The rule book that the sale was decided with.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task RecountAsync(TrackingEvent sale, ApprovedRuleBook rules, CancellationToken cancellationToken) =>
        customers.ChangeAsync(
            sale.Program,
            sale.Customer!.Value,
            [sale.Id],
            rows =>
            {
                if (rows.Decision(sale.Id) is { Amount: not null } before && before.Revision < sale.Revision)
                {
                    var now = before with
                    {
                        Amount = Conversions.AmountOf(sale, before, rules.Rules.Book.Currency),
                        IsFree = sale.Body.Amount == 0,
                        Revision = sale.Revision,
                    };
                    rows.Decide(sale.Id, now, rows.Customer(sale.Customer.Value).Buying(sale.At, before, now));
                }
            },
            cancellationToken
        );

    private static string PartitionOf(ProgramSlug program, CustomerId customer) =>
        CustomerStore.PartitionOf(program, customer);

    private static IEnumerable<TrackingEvent> InOrder(IEnumerable<TrackingEvent> events) =>
        events
            .GroupBy(tracked => PartitionOf(tracked.Program, tracked.Customer!.Value))
            .SelectMany(bucket => bucket)
            .OrderBy(tracked => tracked.At);

    private static Task ConcurrentlyAsync<T>(
        IEnumerable<T> all,
        Func<T, CancellationToken, ValueTask> work,
        CancellationToken cancellationToken
    ) =>
        Parallel.ForEachAsync(
            all,
            new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrentChunks, CancellationToken = cancellationToken },
            work
        );

    // The rows of all customers of the events by their partitions.
    private async Task<IReadOnlyDictionary<string, CustomerStore.CustomerRows>> ReadAsync(
        IReadOnlyList<TrackingEvent> events,
        CancellationToken cancellationToken
    )
    {
        var read = new ConcurrentDictionary<string, CustomerStore.CustomerRows>(StringComparer.Ordinal);
        await ConcurrentlyAsync(
            events
                .GroupBy(tracked => PartitionOf(tracked.Program, tracked.Customer!.Value))
                .Select(bucket => new DecisionChunk(bucket.Key, [.. bucket])),
            async (bucket, token) => read[bucket.Partition] = await ReadAsync(bucket, token),
            cancellationToken
        );
        return read;
    }

    // The events are assumed to be undecided. If one is decided, storing its decision fails, and the decisions are then
    // read.
    private Task<CustomerStore.CustomerRows> ReadAsync(DecisionChunk chunk, CancellationToken cancellationToken) =>
        chunk.Events.Any(tracked => tracked.Attempt > 0)
            ? ReadStoredAsync(chunk, cancellationToken)
            : customers.ReadLastStoredAsync(chunk.Partition, chunk.Customers, cancellationToken);

    private Task<CustomerStore.CustomerRows> ReadStoredAsync(
        DecisionChunk chunk,
        CancellationToken cancellationToken
    ) =>
        customers.ReadAsync(
            chunk.Partition,
            chunk.Customers,
            chunk.Events.Select(tracked => tracked.Id),
            cancellationToken
        );

    private async Task<IEnumerable<(EventId Event, EventDecision Decision)>> DecideChunkAsync(
        DecisionChunk chunk,
        CustomerStore.CustomerRows rows,
        DecisionSources sources,
        CancellationToken cancellationToken
    )
    {
        var retries = new ConflictRetries($"the customers of {chunk.Partition}");
        while (true)
        {
            await DecideOpenAsync(chunk, rows, sources, cancellationToken);
            if (rows.Count == 0 || await customers.StoreAsync(rows, cancellationToken))
            {
                // Decided events are included, because the message may have been interrupted at this point.
                foreach (var customer in chunk.Customers)
                {
                    await revisit.OfAsync(rows.Customer(customer), sources, cancellationToken);
                }

                return chunk.Events.Select(tracked => (tracked.Id, rows.Decision(tracked.Id)!));
            }

            await retries.NextAsync(cancellationToken);
            rows = await ReadStoredAsync(chunk, cancellationToken);
        }
    }

    private async Task DecideOpenAsync(
        DecisionChunk chunk,
        CustomerStore.CustomerRows rows,
        DecisionSources sources,
        CancellationToken cancellationToken
    )
    {
        var touched = chunk.Customers.SelectMany(customer => rows.Customer(customer).Touches);
        await sources.Partners.PrepareAsync(touched.Select(touch => touch.Partner), cancellationToken);
        var open = chunk
            .Events.Where(tracked => rows.Decision(tracked.Id) is not { } stored || stored.Attempt < tracked.Attempt)
            .ToList();
        await links.LinkByAddressAsync(open, rows, sources, cancellationToken);
        await BringTouchesAsync(open, rows, sources, cancellationToken);
        var windowDays = sources.Rules.Versions.Max(version => (int?)version.Rules.Book.Attribution.WindowDays) ?? 0;
        foreach (var tracked in open)
        {
            var (decision, customer) = await decider.DecideAsync(
                tracked,
                rows.Decision(tracked.Id),
                rows.Customer(tracked.Customer!.Value),
                sources,
                cancellationToken
            );
            rows.Decide(
                tracked.Id,
                decision with
                {
                    Attempt = tracked.Attempt,
                },
                decision.IsUncredited
                    ? customer.WithUncredited(
                        new UncreditedConversion(tracked.Id, tracked.At, tracked.Attempt),
                        windowDays
                    )
                    : customer.Credited(tracked.Id)
            );
        }
    }

    // The touches of all events of a message are stored first, because the event that brings a touch can be later than
    // the conversion that the touch counts for.
    private async Task BringTouchesAsync(
        IEnumerable<TrackingEvent> open,
        CustomerStore.CustomerRows rows,
        DecisionSources sources,
        CancellationToken cancellationToken
    )
    {
        foreach (var trackingEvent in open)
        {
            var before = rows.Customer(trackingEvent.Customer!.Value);
            var (after, _) = await touches.BroughtAsync(trackingEvent, before, sources, cancellationToken);
            rows.Change(after with { Deal = before.Deal ?? after.Deal });
        }
    }
}
