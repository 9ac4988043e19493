using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.ProgramRules;
using AffiliateFunctions.Tracking.Events;
using AffiliateFunctions.Tracking.Screens;
using AffiliateFunctions.Tracking.Store;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>
/// Decides about the events of customers: whose touches count, who is credited, what was before. A decision is made once, in one
/// transaction with what it changes of the customer; asked again, the stored one stands. Only another try of an event, which is
/// asked for by a person, is decided anew.
/// </summary>
internal sealed class DecideEvents(CustomerStore customers, FindTouches touches)
{
    // A decision and a changed customer are a row each, and a transaction has a hundred.
    private const int MostEvents = 50;

    /// <summary>Why an event has no effect that came before the program's first rule book applied.</summary>
    public const string NoRuleBookInForce = "no_rule_book_in_force";

    /// <summary>The decisions on the events of one program, in their order of time.</summary>
    public async Task<IReadOnlyList<(TrackingEvent Event, EventDecision Decision)>> DecideAsync(
        IReadOnlyList<TrackingEvent> events, DecisionSources sources, CancellationToken cancellationToken)
    {
        await sources.Twins.PrepareAsync(events, cancellationToken);
        await sources.Deals.PrepareAsync(events.Select(one => one.Deal).OfType<EventId>(), events.Select(one => one.Body.Customer?.Email), cancellationToken);
        var chunks = events.GroupBy(one => CustomerStore.PartitionOf(one.Program, one.Customer!.Value))
            .SelectMany(bucket => bucket.OrderBy(one => one.At).Chunk(MostEvents).Select(chunk => (bucket.Key, chunk)));
        var decided = new List<(TrackingEvent Event, EventDecision Decision)>();
        foreach (var (partition, chunk) in chunks)
        {
            decided.AddRange(await DecideChunkAsync(partition, chunk, sources, cancellationToken));
        }

        return [.. decided.OrderBy(one => one.Event.At)];
    }

    /// <summary>What was decided about an event, or null.</summary>
    public async Task<EventDecision?> FindAsync(ProgramSlug program, CustomerId customer, EventId id, CancellationToken cancellationToken)
        => (await customers.ReadAsync(CustomerStore.PartitionOf(program, customer), [], [id], cancellationToken)).Decision(id);

    private async Task<IEnumerable<(TrackingEvent Event, EventDecision Decision)>> DecideChunkAsync(
        string partition, TrackingEvent[] chunk, DecisionSources sources, CancellationToken cancellationToken)
    {
        while (true)
        {
            var rows = await customers.ReadAsync(partition, chunk.Select(one => one.Customer!.Value), chunk.Select(one => one.Id), cancellationToken);
            foreach (var one in chunk.Where(one => rows.Decision(one.Id) is not { } stored || stored.Attempt < one.Attempt))
            {
                var before = rows.Customer(one.Customer!.Value);
                var (decision, customer) = rows.Decision(one.Id) is { Rejection: null } counted
                    ? await DecideAgainAsync(one, counted, before, sources, cancellationToken)
                    : await DecideOneAsync(one, before, sources, cancellationToken);
                rows.Decide(one.Id, decision with { Attempt = one.Attempt }, customer);
            }

            if (rows.Count == 0 || await customers.StoreAsync(rows, cancellationToken))
            {
                return chunk.Select(one => (one, rows.Decision(one.Id)!));
            }
        }
    }

    private async Task<(EventDecision Decision, StoredCustomer Customer)> DecideOneAsync(
        TrackingEvent one, StoredCustomer before, DecisionSources sources, CancellationToken cancellationToken)
    {
        var rules = sources.Rules.At(one.At);
        var found = await touches.OfAsync(one, before.Told(one.Body.Customer), rules, sources, cancellationToken);
        var customer = found.Customer.Sharing(await sources.Twins.PartnersAsync(found.Customer.Id, found.Customer.Email, cancellationToken));
        var rejection = rules is null ? NoRuleBookInForce : found.Unknown is not null && customer.Touches.Count == 0 ? found.Unknown : null;
        IReadOnlyList<Credit> credits = rejection is not null ? [] : CreditModel.Credits(rules!.Rules.Book.Attribution, found.Counted, one.At);
        customer = one.IsBurst ? credits.Aggregate(customer, (noted, credit) => noted.Noted(credit.Partner, TouchNotes.LeadBurst)) : customer;
        var first = credits.Count > 0 ? await sources.Partners.FindAsync(credits[0].Partner, cancellationToken) : null;
        var decision = new EventDecision
        {
            Credits = credits,
            Touches = found.Counted,
            Deal = found.Deal?.Id,
            Customer = customer.ToFacts(one.At),
            History = new CustomerHistory(before.Payments, before.FirstSaleAt),
            FirstTouchAt = found.FirstAt,
            Group = first?.Group,
            Country = first?.Country,
            Email = first?.Email,
            RulesVersion = rules?.Version,
            FxRate = rules is null ? null : await RateAsync(one, rules, sources, cancellationToken),
            HoldReason = QualityScreening.HoldReason(sources.Program, one, customer, credits),
            Rejection = rejection,
        };
        if (rejection is not null || one.Type != EventType.Sale)
        {
            return (decision, customer);
        }

        var amount = AmountOf(one, decision, rules!);
        return (decision with { Amount = amount }, customer.Bought(one.At, amount));
    }

    // The sale has counted already, in another currency perhaps as nothing: what is mended is put beside what was.
    private static async Task<(EventDecision Decision, StoredCustomer Customer)> DecideAgainAsync(
        TrackingEvent one, EventDecision counted, StoredCustomer before, DecisionSources sources, CancellationToken cancellationToken)
    {
        var rules = sources.Rules.Versions.First(version => version.Version == counted.RulesVersion);
        var told = before.Told(one.Body.Customer);
        var decision = counted with
        {
            FxRate = counted.FxRate ?? await RateAsync(one, rules, sources, cancellationToken),
            Customer = told.ToFacts(one.At) with { SubscriptionStart = counted.Customer.SubscriptionStart, SubscriptionMonths = counted.Customer.SubscriptionMonths, SaleAmount = counted.Customer.SaleAmount, Sales = counted.Customer.Sales },
        };
        if (one.Type != EventType.Sale)
        {
            return (decision, told);
        }

        var amount = AmountOf(one, decision, rules);
        return (decision with { Amount = amount }, told.Revalued(amount - (counted.Amount ?? 0)));
    }

    // A rate that would make more of the amount than can be booked is none: the sale waits, and its sender can mend it.
    private static async Task<string?> RateAsync(TrackingEvent one, ApprovedRuleBook rules, DecisionSources sources, CancellationToken cancellationToken)
        => one.Body.FxRate is null && Conversions.FactsOf(one) is var facts && facts.IsForeignTo(rules.Rules.Book.Currency)
            && await sources.Rates.FindAsync(facts.Currency!.Value.Value, one.At, cancellationToken) is { } rate
            && EventValidator.ReadRate(rate) is { } read && EventValidator.IsBookable(facts.Amount, facts.Currency.Value.Value, read)
                ? rate
                : null;

    private static long AmountOf(TrackingEvent sale, EventDecision decision, ApprovedRuleBook rules)
        => Conversions.FactsOf(sale, decision.FxRate).In(rules.Rules.Book.Currency, sale.Body.Amount!.Value)?.Round() ?? 0;
}
