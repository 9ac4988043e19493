using System.Collections.Concurrent;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Attribution.Screens;
using AffiliateFunctions.Attribution.Touches;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.Attribution;

/// <summary>
/// Decides the events of customers: which touches count, which partners are credited, and what preceded the event. A
/// decision is made once, in one transaction with the changes of the customer; a repeated call returns the stored
/// decision. Only a further attempt of an event is decided again: a retry by a person, or that of a conversion without
/// a credited partner whose customer turns out to have touches.
/// </summary>
public sealed class DecideEvents(
    CustomerStore customers,
    FindTouches touches,
    LinkedTouches linked,
    CustomerLinks links,
    RevisitConversions revisit
)
{
    // A request to storage takes some milliseconds, mostly waiting.
    private const int MaxConcurrentChunks = 8;

    /// <summary>
    /// The reason of an event that occurred before the program's first rule book applied and has no effect.
    /// </summary>
    public const string NoRuleBookInForce = "no_rule_book_in_force";

    /// <summary>Returns the decisions on the events of one program, in order of time.</summary>
    public async Task<IReadOnlyList<(TrackingEvent Event, EventDecision Decision)>> DecideAsync(
        IReadOnlyList<TrackingEvent> events,
        DecisionSources sources,
        CancellationToken cancellationToken
    )
    {
        await Task.WhenAll(
            sources.Partners.PrepareAsync(events, cancellationToken),
            sources.Twins.PrepareAsync(events, cancellationToken),
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
            sources.Twins.MailboxesOf,
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
    public async Task RecountAsync(TrackingEvent sale, ApprovedRuleBook rules, CancellationToken cancellationToken)
    {
        var (customer, retries) = (
            sale.Customer!.Value,
            new ConflictRetries($"the customer {sale.Customer} of {sale.Program}")
        );
        while (true)
        {
            var rows = await customers.ReadAsync(
                CustomerStore.PartitionOf(sale.Program, customer),
                [customer],
                [sale.Id],
                cancellationToken
            );
            if (rows.Decision(sale.Id) is not { Amount: not null } before || before.Revision >= sale.Revision)
            {
                return;
            }

            var now = before with
            {
                Amount = AmountOf(sale, before, rules.Rules.Book.Currency),
                IsFree = sale.Body.Amount == 0,
                Revision = sale.Revision,
            };
            rows.Decide(sale.Id, now, rows.Customer(customer).Buying(sale.At, before, now));
            if (await customers.StoreAsync(rows, cancellationToken))
            {
                return;
            }

            await retries.NextAsync(cancellationToken);
        }
    }

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
            var (decision, customer) = await DecideOneAsync(
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

    private async Task<(EventDecision Decision, StoredCustomer Customer)> DecideOneAsync(
        TrackingEvent trackingEvent,
        EventDecision? earlier,
        StoredCustomer before,
        DecisionSources sources,
        CancellationToken cancellationToken
    )
    {
        // The customer data of a conversion without a credited partner were stored in its first attempt; newer data may
        // have been stored since.
        var told = earlier is { IsUncredited: true } ? before : before.Told(trackingEvent.Body.Customer);
        var (credited, customer) = earlier is { Rejection: null, Credits.Count: > 0 }
            ? (earlier, told)
            : await CreditAsync(trackingEvent, told, sources, cancellationToken);
        var rules = credited.RulesVersion is { } version ? sources.Rules.Of(version) : null;
        var past =
            earlier is { Amount: not null } || (earlier is { Rejection: null } && trackingEvent.Type != EventType.Sale)
                ? earlier
                : null;
        var decision = credited with
        {
            Customer = FactsOf(customer, trackingEvent.At, past),
            History = past?.History ?? HistoryOf(before, credited.LinkedHistory),
            FxRate =
                (earlier is { Rejection: null } ? earlier.FxRate : null)
                ?? (rules is null ? null : await RateAsync(trackingEvent, rules, sources, cancellationToken)),
        };
        if (trackingEvent.Type != EventType.Sale)
        {
            return (decision, customer);
        }

        // A sale that a rule rejects is not a purchase. A sale without a credited partner is a purchase, and so is one
        // before the first rule book.
        long? amount =
            rules is null ? AmountOf(trackingEvent, decision, Currency.Parse(sources.Program.Currency))
            : Conversions.IsRejected(trackingEvent, decision, rules) ? null
            : AmountOf(trackingEvent, decision, rules.Rules.Book.Currency);
        decision = decision with { Amount = amount, IsFree = trackingEvent.Body.Amount == 0 };
        return (decision, customer.Buying(trackingEvent.At, past, decision));
    }

    private async Task<(EventDecision Decision, StoredCustomer Customer)> CreditAsync(
        TrackingEvent trackingEvent,
        StoredCustomer told,
        DecisionSources sources,
        CancellationToken cancellationToken
    )
    {
        var rules = sources.Rules.At(trackingEvent.At);
        var (customer, unknown) = await touches.BroughtAsync(trackingEvent, told, sources, cancellationToken);
        var found = await linked.OfAsync(customer, trackingEvent.At, rules, sources, cancellationToken);
        customer = customer.Sharing(await sources.Twins.PartnersAsync(customer.Id, customer.Email, cancellationToken));
        var rejection =
            rules is null ? NoRuleBookInForce
            : unknown is not null && found.Deal is null && customer.Touches.Count == 0 && found.Links.Count == 0
                ? unknown
            : null;
        var credits = rejection is null ? found.Credits : [];
        customer = trackingEvent.IsBurst
            ? credits.Aggregate(customer, (noted, credit) => noted.Noted(credit.Partner, TouchNotes.LeadBurst))
            : customer;
        var partners = await sources.Partners.FindAsync(credits.Select(credit => credit.Partner), cancellationToken);
        var first = partners.Count > 0 ? partners[0] : null;
        var decision = new EventDecision
        {
            Credits = credits,
            Touches = found.Counted,
            Deal = found.Deal?.Id,
            Customer = customer.ToFacts(trackingEvent.At),
            History = CustomerHistory.None,
            FirstTouchAt = found.FirstAt,
            Group = first?.Group,
            Country = first?.Country,
            Email = first?.Email,
            OtherEmails = partners.Count > 1 ? [.. partners.Skip(1).Select(other => other.Email)] : null,
            Links = found.Links.Count > 0 ? found.Links : null,
            LinkedHistory = found.LinkedHistory,
            RulesVersion = rules?.Version,
            HoldReason = QualityScreening.HoldReason(
                sources.Program,
                trackingEvent,
                customer with
                {
                    Notes = found.Notes ?? customer.Notes,
                },
                credits
            ),
            Rejection = rejection,
        };
        return (decision, customer);
    }

    // Linked customers are the same buyer: a rule that pays for the first months pays for them once.
    private static CustomerHistory HistoryOf(StoredCustomer before, CustomerHistory? linked) =>
        new(before.Payments + (linked?.Payments ?? 0), new[] { before.FirstSaleAt, linked?.FirstSaleAt }.Min());

    // The purchases are those before the event, which has been counted since.
    private static CustomerFacts FactsOf(StoredCustomer customer, DateTimeOffset at, EventDecision? past) =>
        past is null
            ? customer.ToFacts(at)
            : customer.ToFacts(at) with
            {
                SubscriptionStart = past.Customer.SubscriptionStart,
                SubscriptionMonths = past.Customer.SubscriptionMonths,
                SaleAmount = past.Customer.SaleAmount,
                Sales = past.Customer.Sales,
            };

    // A rate that would convert the amount to more than can be booked is not used: the sale waits, and its sender can
    // correct it.
    private static async Task<string?> RateAsync(
        TrackingEvent trackingEvent,
        ApprovedRuleBook rules,
        DecisionSources sources,
        CancellationToken cancellationToken
    ) =>
        trackingEvent.Body.FxRate is null
        && Conversions.FactsOf(trackingEvent) is var facts
        && facts.IsForeignTo(rules.Rules.Book.Currency)
        && await sources.Rates.FindAsync(facts.Currency!.Value.Value, trackingEvent.At, cancellationToken) is { } rate
        && Amounts.ReadRate(rate) is { } read
        && EventValidator.IsBookable(facts.Amount, facts.Currency.Value.Value, read)
            ? rate
            : null;

    // A sale without a rate, or with more than can be booked, counts as 0; the rules hold the former and reject the
    // latter.
    private static long AmountOf(TrackingEvent sale, EventDecision decision, Currency currency) =>
        Conversions.FactsOf(sale, decision.FxRate).In(currency, sale.Body.Amount!.Value) is { } exact
        && exact.TryRound(out var amount)
            ? amount
            : 0;
}
