using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.ProgramRules;
using AffiliateFunctions.Tracking.Clicks;
using AffiliateFunctions.Tracking.Events;
using AffiliateFunctions.Tracking.Store;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>
/// Decides about the events of customers: whose touches count, who is credited, what was before. A decision is made once, in one
/// transaction with what it changes of the customer; asked again, the stored one stands.
/// </summary>
internal sealed class DecideEvents(CustomerStore customers, ClickIds clicks)
{
    // A decision and a changed customer are a row each, and a transaction has a hundred.
    private const int MostEvents = 50;

    /// <summary>Why an event has no effect that came before the program's first rule book applied.</summary>
    public const string NoRuleBookInForce = "no_rule_book_in_force";

    /// <summary>The decisions on the events of one program, in their order of time.</summary>
    public async Task<IReadOnlyList<(TrackingEvent Event, EventDecision Decision)>> DecideAsync(
        IReadOnlyList<TrackingEvent> events, PartnerLookup partners, RuleBookTimeline rules, CancellationToken cancellationToken)
    {
        var chunks = events.GroupBy(one => CustomerStore.PartitionOf(one.Program, CustomerOf(one)))
            .SelectMany(bucket => bucket.OrderBy(one => one.At).Chunk(MostEvents).Select(chunk => (bucket.Key, chunk)));
        var decided = new List<(TrackingEvent Event, EventDecision Decision)>();
        foreach (var (partition, chunk) in chunks)
        {
            decided.AddRange(await DecideChunkAsync(partition, chunk, partners, rules, cancellationToken));
        }

        return [.. decided.OrderBy(one => one.Event.At)];
    }

    /// <summary>What was decided about an event, or null.</summary>
    public async Task<EventDecision?> FindAsync(ProgramSlug program, CustomerId customer, EventId id, CancellationToken cancellationToken)
        => (await customers.ReadAsync(CustomerStore.PartitionOf(program, customer), [], [id], cancellationToken)).Decision(id);

    private async Task<IEnumerable<(TrackingEvent Event, EventDecision Decision)>> DecideChunkAsync(
        string partition, TrackingEvent[] chunk, PartnerLookup partners, RuleBookTimeline rules, CancellationToken cancellationToken)
    {
        while (true)
        {
            var rows = await customers.ReadAsync(partition, chunk.Select(CustomerOf), chunk.Select(one => one.Id), cancellationToken);
            foreach (var one in chunk.Where(one => rows.Decision(one.Id) is null))
            {
                var (decision, customer) = await DecideOneAsync(one, rows.Customer(CustomerOf(one)), partners, rules.At(one.At), cancellationToken);
                rows.Decide(one.Id, decision, customer);
            }

            if (rows.Count == 0 || await customers.StoreAsync(rows, cancellationToken))
            {
                return chunk.Select(one => (one, rows.Decision(one.Id)!));
            }
        }
    }

    private async Task<(EventDecision Decision, StoredCustomer Customer)> DecideOneAsync(
        TrackingEvent one, StoredCustomer before, PartnerLookup partners, ApprovedRuleBook? rules, CancellationToken cancellationToken)
    {
        var (touch, unknown) = await TouchAsync(one, partners, cancellationToken);
        var told = before.Told(one.Body.Customer);
        var touched = touch is null ? told : told.Touched(touch);
        var rejection = rules is null ? NoRuleBookInForce : unknown is not null && touched.Touches.Count == 0 ? unknown : null;
        var counted = await CountedAsync(touched, one.At, partners, cancellationToken);
        IReadOnlyList<Credit> credits = rejection is not null ? [] : CreditModel.Credits(rules!.Rules.Book.Attribution, counted, one.At);
        var first = credits.Count > 0 ? await partners.FindAsync(credits[0].Partner, cancellationToken) : null;
        var decision = new EventDecision
        {
            Credits = credits,
            Touches = counted,
            Customer = told.ToFacts(one.At),
            History = new CustomerHistory(before.Payments, before.FirstSaleAt),
            FirstTouchAt = touched.Touches.Count > 0 ? touched.Touches[0].At : null,
            Group = first?.Group,
            Country = first?.Country,
            Email = first?.Email,
            RulesVersion = rules?.Version,
            Rejection = rejection,
        };
        return (decision, rejection is null && one.Type == EventType.Sale ? touched.Bought(one.At, AmountOf(one, rules!)) : touched);
    }

    private static long AmountOf(TrackingEvent sale, ApprovedRuleBook rules)
        => Conversions.FactsOf(sale).In(rules.Rules.Book.Currency, sale.Body.Amount!.Value)?.Round() ?? 0;

    /// <summary>The touch that the event brings along, or why what it names is no one's.</summary>
    private async Task<(Touch? Touch, string? Unknown)> TouchAsync(TrackingEvent one, PartnerLookup partners, CancellationToken cancellationToken)
    {
        var body = one.Body;
        if (body.Coupon is { } coupon)
        {
            return await partners.FindByCouponAsync(coupon, cancellationToken) is { } owner ? (new Touch(owner, TouchKind.Coupon, one.At), null) : (null, "unknown_coupon");
        }

        if (body.ClickId is { } click)
        {
            return clicks.Read(one.Program, click) is var (partner, at) ? (new Touch(partner, TouchKind.Click, at), null) : (null, "unknown_click");
        }

        if (body.Code is { } code)
        {
            return await partners.FindByCodeAsync(code, cancellationToken) is { } owner ? (new Touch(owner, TouchKind.Click, one.At), null) : (null, "unknown_code");
        }

        return (null, body.Deal is null ? null : "unknown_deal");
    }

    // A partner that was suspended or has left earns nothing; its touches do not count.
    private static async Task<IReadOnlyList<Touch>> CountedAsync(StoredCustomer customer, DateTimeOffset at, PartnerLookup partners, CancellationToken cancellationToken)
    {
        var counted = new List<Touch>();
        foreach (var touch in customer.Touches)
        {
            if (await partners.FindAsync(touch.Partner, cancellationToken) is { } partner && (partner.Status == PartnerStatus.Active || partner.StatusSince > at))
            {
                counted.Add(touch);
            }
        }

        return counted;
    }

    private static CustomerId CustomerOf(TrackingEvent one) => CustomerId.Parse(one.Body.CustomerId!);
}
