using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.ProgramRules;
using AffiliateFunctions.Tracking.Events;
using AffiliateFunctions.Tracking.Screens;
using AffiliateFunctions.Tracking.Store;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>
/// Decides about the events of customers: whose touches count, who is credited, what was before. A decision is made once, in one
/// transaction with what it changes of the customer; asked again, the stored one stands. Only another try of an event is decided anew:
/// one that a person asks for, or one of a conversion that nobody was credited for and whose customer turns out to have been touched.
/// </summary>
internal sealed class DecideEvents(CustomerStore customers, FindTouches touches, RevisitConversions revisit)
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
            var open = chunk.Where(one => rows.Decision(one.Id) is not { } stored || stored.Attempt < one.Attempt).ToList();
            await BringTouchesAsync(open, rows, sources, cancellationToken);
            foreach (var one in open)
            {
                var before = rows.Customer(one.Customer!.Value);
                var (decision, customer) = rows.Decision(one.Id) is { Rejection: null, Credits.Count: > 0 } credited
                    ? await DecideAgainAsync(one, credited, before, sources, cancellationToken)
                    : await DecideOneAsync(one, rows.Decision(one.Id), before, sources, cancellationToken);
                rows.Decide(one.Id, decision with { Attempt = one.Attempt }, decision.IsUncredited
                    ? customer.WithUncredited(new UncreditedConversion(one.Id, one.At, one.Attempt), sources.Rules.Versions.Max(version => version.Rules.Book.Attribution.WindowDays))
                    : customer.Credited(one.Id));
            }

            if (rows.Count == 0 || await customers.StoreAsync(rows, cancellationToken))
            {
                // Also what is decided already is looked at: the message may have been cut off here.
                foreach (var customer in chunk.Select(one => one.Customer!.Value).Distinct())
                {
                    await revisit.OfAsync(rows.Customer(customer), sources, cancellationToken);
                }

                return chunk.Select(one => (one, rows.Decision(one.Id)!));
            }
        }
    }

    // The touches of a message come first: what brings one can be later than what it counts for.
    private async Task BringTouchesAsync(IEnumerable<TrackingEvent> open, CustomerStore.CustomerRows rows, DecisionSources sources, CancellationToken cancellationToken)
    {
        foreach (var one in open)
        {
            var before = rows.Customer(one.Customer!.Value);
            var (after, _) = await touches.BroughtAsync(one, before, sources, cancellationToken);
            rows.Change(after with { Deal = before.Deal ?? after.Deal });
        }
    }

    private async Task<(EventDecision Decision, StoredCustomer Customer)> DecideOneAsync(
        TrackingEvent one, EventDecision? earlier, StoredCustomer before, DecisionSources sources, CancellationToken cancellationToken)
    {
        // What nobody was credited for has been told and counted.
        var counted = earlier is { IsUncredited: true } ? earlier : null;
        var rules = sources.Rules.At(one.At);
        var (customer, unknown) = await touches.BroughtAsync(one, counted is null ? before.Told(one.Body.Customer) : before, sources, cancellationToken);
        var found = await FindTouches.OfAsync(customer, one.At, rules, sources, cancellationToken);
        customer = customer.Sharing(await sources.Twins.PartnersAsync(customer.Id, customer.Email, cancellationToken));
        var rejection = rules is null ? NoRuleBookInForce : unknown is not null && found.Deal is null && customer.Touches.Count == 0 ? unknown : null;
        var credits = rejection is null ? found.Credits : [];
        customer = one.IsBurst ? credits.Aggregate(customer, (noted, credit) => noted.Noted(credit.Partner, TouchNotes.LeadBurst)) : customer;
        var first = credits.Count > 0 ? await sources.Partners.FindAsync(credits[0].Partner, cancellationToken) : null;
        var decision = new EventDecision
        {
            Credits = credits,
            Touches = found.Counted,
            Deal = found.Deal?.Id,
            Customer = FactsOf(customer, one.At, counted),
            History = counted?.History ?? new CustomerHistory(before.Payments, before.FirstSaleAt),
            FirstTouchAt = found.FirstAt,
            Group = first?.Group,
            Country = first?.Country,
            Email = first?.Email,
            RulesVersion = rules?.Version,
            FxRate = counted?.FxRate ?? (rules is null ? null : await RateAsync(one, rules, sources, cancellationToken)),
            HoldReason = QualityScreening.HoldReason(sources.Program, one, customer, credits),
            Rejection = rejection,
        };
        if (rejection is not null || one.Type != EventType.Sale)
        {
            return (decision, customer);
        }

        var amount = AmountOf(one, decision, rules!);
        return (decision with { Amount = amount }, counted?.Amount is { } known ? customer.Revalued(amount - known) : customer.Bought(one.At, amount));
    }

    // What it had bought is as it was before the event, which has counted since.
    private static CustomerFacts FactsOf(StoredCustomer customer, DateTimeOffset at, EventDecision? counted) => counted is null
        ? customer.ToFacts(at)
        : customer.ToFacts(at) with
        {
            SubscriptionStart = counted.Customer.SubscriptionStart,
            SubscriptionMonths = counted.Customer.SubscriptionMonths,
            SaleAmount = counted.Customer.SaleAmount,
            Sales = counted.Customer.Sales,
        };

    // The sale has counted already, in another currency perhaps as nothing: what is mended is put beside what was.
    private static async Task<(EventDecision Decision, StoredCustomer Customer)> DecideAgainAsync(
        TrackingEvent one, EventDecision counted, StoredCustomer before, DecisionSources sources, CancellationToken cancellationToken)
    {
        var rules = sources.Rules.Versions.First(version => version.Version == counted.RulesVersion);
        var told = before.Told(one.Body.Customer);
        var decision = counted with
        {
            FxRate = counted.FxRate ?? await RateAsync(one, rules, sources, cancellationToken),
            Customer = FactsOf(told, one.At, counted),
        };
        if (one.Type != EventType.Sale)
        {
            return (decision, told);
        }

        var amount = AmountOf(one, decision, rules);
        return (decision with { Amount = amount }, told.Revalued(amount - (counted.Amount ?? 0)));
    }

    private static async Task<string?> RateAsync(TrackingEvent one, ApprovedRuleBook rules, DecisionSources sources, CancellationToken cancellationToken)
        => one.Body.FxRate is null && Conversions.FactsOf(one) is var facts && facts.IsForeignTo(rules.Rules.Book.Currency)
            ? await sources.Rates.FindAsync(facts.Currency!.Value.Value, one.At, cancellationToken)
            : null;

    private static long AmountOf(TrackingEvent sale, EventDecision decision, ApprovedRuleBook rules)
        => Conversions.FactsOf(sale, decision.FxRate).In(rules.Rules.Book.Currency, sale.Body.Amount!.Value)?.Round() ?? 0;
}
