using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Attribution.Screens;
using AffiliateFunctions.Attribution.Touches;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.Attribution;

/// <summary>
/// Decides one event of a customer: which touches count, which partners are credited, and what preceded the event.
/// <see cref="DecideEvents"/> stores the decision and the changed customer.
/// </summary>
public sealed class EventDecider(FindTouches touches, LinkedTouches linked, CustomerLinks links)
{
    /// <summary>
    /// The reason of an event that occurred before the program's first rule book applied and has no effect.
    /// </summary>
    public const string NoRuleBookInForce = "no_rule_book_in_force";

    /// <summary>Decides an event.</summary>
    /// <param name="trackingEvent">The event.</param>
    /// <param name="earlier">The decision on an earlier attempt of the event, or null.</param>
    /// <param name="before">The customer before the event.</param>
    /// <param name="sources">The data of the program.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The decision, and the customer after the event.</returns>
    internal async Task<(EventDecision Decision, StoredCustomer Customer)> DecideAsync(
        TrackingEvent trackingEvent,
        EventDecision? earlier,
        StoredCustomer before,
        DecisionSources sources,
        CancellationToken cancellationToken
    )
    {
        // The customer data of a conversion without a credited partner were stored in its first attempt; newer data may
        // have been stored since.
        var described = earlier is { IsUncredited: true } ? before : before.WithDetails(trackingEvent.Body.Customer);
        var (credited, customer) = earlier is { Rejection: null, Credits.Count: > 0 }
            ? (earlier, described)
            : await CreditAsync(trackingEvent, described, sources, cancellationToken);
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
            rules is null ? Conversions.AmountOf(trackingEvent, decision, Currency.Parse(sources.Program.Currency))
            : Conversions.IsRejected(trackingEvent, decision, rules) ? null
            : Conversions.AmountOf(trackingEvent, decision, rules.Rules.Book.Currency);
        decision = decision with { Amount = amount, IsFree = trackingEvent.Body.Amount == 0 };
        return (decision, customer.Buying(trackingEvent.At, past, decision));
    }

    private async Task<(EventDecision Decision, StoredCustomer Customer)> CreditAsync(
        TrackingEvent trackingEvent,
        StoredCustomer described,
        DecisionSources sources,
        CancellationToken cancellationToken
    )
    {
        var rules = sources.Rules.At(trackingEvent.At);
        var (customer, unknown) = await touches.BroughtAsync(trackingEvent, described, sources, cancellationToken);
        var found = await linked.OfAsync(customer, trackingEvent.At, rules, sources, cancellationToken);
        customer = customer.Sharing(
            await sources.DuplicateCustomers.PartnersAsync(customer.Id, customer.Email, cancellationToken)
        );
        var rejection =
            rules is null ? NoRuleBookInForce
            : unknown is not null
            && found.Deal is null
            && customer.Touches.Count == 0
            && found.Links.Count == 0
            && found.Assignment is null
                ? unknown
            : null;
        var credits = rejection is null ? found.Credits : [];
        customer = trackingEvent.IsBurst
            ? credits.Aggregate(customer, (noted, credit) => noted.Noted(credit.Partner, TouchNotes.LeadBurst))
            : customer;
        var partners = await sources.Partners.FindAsync(credits.Select(credit => credit.Partner), cancellationToken);
        var first = partners.Count > 0 ? partners[0] : null;
        var recruiters = await RecruitersAsync(partners, trackingEvent.At, sources, cancellationToken);
        var others = await sources.Partners.FindAsync(
            partners.Skip(1).Select(partner => partner.Id).Union(recruiters.Values),
            cancellationToken
        );
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
            Contract = first?.ContractAt(trackingEvent.At),
            Certifications = first?.CertificationsAt(trackingEvent.At, sources.Program.Zone),
            Email = first?.Email,
            Recruiters = recruiters.Count > 0 ? recruiters : null,
            OtherGroups = others.Count > 0 ? others.ToDictionary(other => other.Id, other => other.Group) : null,
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
                credits.Count > 0 && await IsHeldAsync(customer, sources, cancellationToken),
                credits
            ),
            Rejection = rejection,
        };
        return (decision, customer);
    }

    // A recruiter that is suspended or has left earns nothing.
    private static async Task<IReadOnlyDictionary<PartnerId, PartnerId>> RecruitersAsync(
        IReadOnlyList<Partner> credited,
        DateTimeOffset at,
        DecisionSources sources,
        CancellationToken cancellationToken
    )
    {
        var recruiters = Recruiting.Of(credited.Select(partner => partner.ToFacts(at, sources.Program.Zone)));
        if (recruiters.Count == 0)
        {
            return recruiters;
        }

        var active = (await sources.Partners.FindAsync(recruiters.Values.Distinct(), cancellationToken))
            .Where(partner => partner.Status == PartnerStatus.Active)
            .Select(partner => partner.Id)
            .ToHashSet();
        return recruiters.Where(pair => active.Contains(pair.Value)).ToDictionary();
    }

    // A buyer who signs up under another id stays held.
    private async Task<bool> IsHeldAsync(
        StoredCustomer customer,
        DecisionSources sources,
        CancellationToken cancellationToken
    ) =>
        customer.IsHeld
        || (
            customer.Links.Count > 0
            && (await links.ReadAsync(sources.Program, customer, cancellationToken)).Any(other => other.IsHeld)
        );

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
}
