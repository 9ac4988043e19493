using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.Storage;
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
public sealed class DecideEvents(CustomerStore customers, FindTouches touches, LinkedTouches linked, CustomerLinks links, RevisitConversions revisit)
{
    // A decision and a changed customer are a row each, and a transaction has a hundred.
    private const int MostEvents = 50;

    /// <summary>Why an event has no effect that came before the program's first rule book applied.</summary>
    public const string NoRuleBookInForce = "no_rule_book_in_force";

    /// <summary>The decisions on the events of one program, in their order of time.</summary>
    public async Task<IReadOnlyList<(TrackingEvent Event, EventDecision Decision)>> DecideAsync(
        IReadOnlyList<TrackingEvent> events, DecisionSources sources, CancellationToken cancellationToken)
    {
        await sources.Partners.PrepareAsync(events, cancellationToken);
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

    /// <summary>Counts a sale that has changed for its customer as it is now. May be repeated; an earlier state than the one that counts changes nothing.</summary>
    /// <param name="sale">The sale as it is now.</param>
    /// <param name="rules">The rule book that it was decided by.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task RecountAsync(TrackingEvent sale, ApprovedRuleBook rules, CancellationToken cancellationToken)
    {
        var (customer, retries) = (sale.Customer!.Value, new ConflictRetries($"the customer {sale.Customer} of {sale.Program}"));
        while (true)
        {
            var rows = await customers.ReadAsync(CustomerStore.PartitionOf(sale.Program, customer), [customer], [sale.Id], cancellationToken);
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

    private async Task<IEnumerable<(TrackingEvent Event, EventDecision Decision)>> DecideChunkAsync(
        string partition, TrackingEvent[] chunk, DecisionSources sources, CancellationToken cancellationToken)
    {
        // The first try takes none of them for decided; where one is, storing its decision is refused, and then they are read.
        var retries = new ConflictRetries($"the customers of {partition}");
        for (var isRepeat = chunk.Any(one => one.Attempt > 0); ; isRepeat = true)
        {
            var asked = chunk.Select(one => one.Customer!.Value);
            var rows = isRepeat
                ? await customers.ReadAsync(partition, asked, chunk.Select(one => one.Id), cancellationToken)
                : await customers.ReadLastStoredAsync(partition, asked, cancellationToken);
            await sources.Partners.PrepareAsync(chunk.SelectMany(one => rows.Customer(one.Customer!.Value).Touches).Select(touch => touch.Partner), cancellationToken);
            var open = chunk.Where(one => rows.Decision(one.Id) is not { } stored || stored.Attempt < one.Attempt).ToList();
            await links.LinkByAddressAsync(open, rows, sources, cancellationToken);
            await BringTouchesAsync(open, rows, sources, cancellationToken);
            foreach (var one in open)
            {
                var (decision, customer) = await DecideOneAsync(one, rows.Decision(one.Id), rows.Customer(one.Customer!.Value), sources, cancellationToken);
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

            await retries.NextAsync(cancellationToken);
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
        // What nobody was credited for is told already, perhaps by now of what is known better.
        var told = earlier is { IsUncredited: true } ? before : before.Told(one.Body.Customer);
        var (credited, customer) = earlier is { Rejection: null, Credits.Count: > 0 }
            ? (earlier, told)
            : await CreditAsync(one, told, sources, cancellationToken);
        var rules = credited.RulesVersion is { } version ? sources.Rules.Of(version) : null;
        var past = earlier is { Amount: not null } || (earlier is { Rejection: null } && one.Type != EventType.Sale) ? earlier : null;
        var decision = credited with
        {
            Customer = FactsOf(customer, one.At, past),
            History = past?.History ?? HistoryOf(before, credited.LinkedHistory),
            FxRate = (earlier is { Rejection: null } ? earlier.FxRate : null) ?? (rules is null ? null : await RateAsync(one, rules, sources, cancellationToken)),
        };
        if (one.Type != EventType.Sale)
        {
            return (decision, customer);
        }

        // What a rule rejects is no purchase. What names nobody is one all the same, and so is what came before the first rule book.
        long? amount = rules is null ? AmountOf(one, decision, Currency.Parse(sources.Program.Currency))
            : Conversions.IsRejected(one, decision, rules) ? null
            : AmountOf(one, decision, rules.Rules.Book.Currency);
        decision = decision with { Amount = amount, IsFree = one.Body.Amount == 0 };
        return (decision, customer.Buying(one.At, past, decision));
    }

    private async Task<(EventDecision Decision, StoredCustomer Customer)> CreditAsync(
        TrackingEvent one, StoredCustomer told, DecisionSources sources, CancellationToken cancellationToken)
    {
        var rules = sources.Rules.At(one.At);
        var (customer, unknown) = await touches.BroughtAsync(one, told, sources, cancellationToken);
        var found = await linked.OfAsync(customer, one.At, rules, sources, cancellationToken);
        customer = customer.Sharing(await sources.Twins.PartnersAsync(customer.Id, customer.Email, cancellationToken));
        var rejection = rules is null ? NoRuleBookInForce : unknown is not null && found.Deal is null && customer.Touches.Count == 0 && found.Links.Count == 0 ? unknown : null;
        var credits = rejection is null ? found.Credits : [];
        customer = one.IsBurst ? credits.Aggregate(customer, (noted, credit) => noted.Noted(credit.Partner, TouchNotes.LeadBurst)) : customer;
        var partners = await sources.Partners.FindAsync(credits.Select(credit => credit.Partner), cancellationToken);
        var first = partners.Count > 0 ? partners[0] : null;
        var decision = new EventDecision
        {
            Credits = credits,
            Touches = found.Counted,
            Deal = found.Deal?.Id,
            Customer = customer.ToFacts(one.At),
            History = CustomerHistory.None,
            FirstTouchAt = found.FirstAt,
            Group = first?.Group,
            Country = first?.Country,
            Email = first?.Email,
            OtherEmails = partners.Count > 1 ? [.. partners.Skip(1).Select(other => other.Email)] : null,
            Links = found.Links.Count > 0 ? found.Links : null,
            LinkedHistory = found.LinkedHistory,
            RulesVersion = rules?.Version,
            HoldReason = QualityScreening.HoldReason(sources.Program, one, customer with { Notes = found.Notes ?? customer.Notes }, credits),
            Rejection = rejection,
        };
        return (decision, customer);
    }

    // Whoever is linked is the same buyer: a rule that pays for the first months pays for them once.
    private static CustomerHistory HistoryOf(StoredCustomer before, CustomerHistory? linked)
        => new(before.Payments + (linked?.Payments ?? 0), new[] { before.FirstSaleAt, linked?.FirstSaleAt }.Min());

    // What it had bought is as it was before the event, which has counted since.
    private static CustomerFacts FactsOf(StoredCustomer customer, DateTimeOffset at, EventDecision? past) => past is null
        ? customer.ToFacts(at)
        : customer.ToFacts(at) with
        {
            SubscriptionStart = past.Customer.SubscriptionStart,
            SubscriptionMonths = past.Customer.SubscriptionMonths,
            SaleAmount = past.Customer.SaleAmount,
            Sales = past.Customer.Sales,
        };

    // A rate that would make more of the amount than can be booked is none: the sale waits, and its sender can mend it.
    private static async Task<string?> RateAsync(TrackingEvent one, ApprovedRuleBook rules, DecisionSources sources, CancellationToken cancellationToken)
        => one.Body.FxRate is null && Conversions.FactsOf(one) is var facts && facts.IsForeignTo(rules.Rules.Book.Currency)
            && await sources.Rates.FindAsync(facts.Currency!.Value.Value, one.At, cancellationToken) is { } rate
            && Amounts.ReadRate(rate) is { } read && EventValidator.IsBookable(facts.Amount, facts.Currency.Value.Value, read)
                ? rate
                : null;

    // What has no rate, or is more than can be booked, counts as nothing; the rules hold the one and reject the other.
    private static long AmountOf(TrackingEvent sale, EventDecision decision, Currency currency)
        => Conversions.FactsOf(sale, decision.FxRate).In(currency, sale.Body.Amount!.Value) is { } exact && exact.TryRound(out var amount) ? amount : 0;
}
