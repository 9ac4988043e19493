using Affiliate.Domain.Attribution;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.ProgramRules;
using AffiliateFunctions.Tracking.Clicks;
using AffiliateFunctions.Tracking.Deals;
using AffiliateFunctions.Tracking.Events;
using AffiliateFunctions.Tracking.Screens;
using AffiliateFunctions.Tracking.Store;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>
/// Finds whose touches a customer has: by what the event names, by the events before, and by a deal. A deal touches its customers
/// for as long as it is in force, and not after.
/// </summary>
internal sealed class FindTouches(ClickIds clicks)
{
    /// <summary>The touches that count for the event.</summary>
    /// <param name="one">The event.</param>
    /// <param name="told">The customer, with what the event says about it.</param>
    /// <param name="rules">The rule book in force then, or null.</param>
    /// <param name="sources">What is known.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<FoundTouches> OfAsync(
        TrackingEvent one, StoredCustomer told, ApprovedRuleBook? rules, DecisionSources sources, CancellationToken cancellationToken)
    {
        var (touch, notes, unknown) = await NamedAsync(one, sources.Partners, cancellationToken);
        var customer = touch is null ? told : told.Touched(touch).Noted(touch.Partner, notes);
        await sources.Deals.PrepareAsync(customer.Deal is { } known ? [known] : [], [customer.Email], cancellationToken);
        var named = one.Deal is { } id ? sources.Deals.Find(id) : null;
        customer = customer.In(named);
        var deal = InForce(customer, one.At, sources.Deals);
        var counted = await CountedAsync(deal is null ? customer.Touches : [.. customer.Touches, TouchOf(deal, one.At, rules)], one.At, sources.Partners, cancellationToken);
        return new FoundTouches(customer, counted)
        {
            Deal = deal,
            FirstAt = customer.Touches.Select(t => t.At).Concat(deal is null ? [] : [deal.RegisteredAt]).Cast<DateTimeOffset?>().Min(),
            Unknown = deal is not null || named is not null ? null : unknown ?? (one.Body.Deal is null ? null : "unknown_deal"),
        };
    }

    private static Deal? InForce(StoredCustomer customer, DateTimeOffset at, DealLookup deals)
        => customer.Deal is { } id && deals.Find(id) is { } own && own.IsInForceAt(at) ? own : deals.Holding(customer.Email, at);

    // A deal can be in force for longer than touches count.
    private static Touch TouchOf(Deal deal, DateTimeOffset at, ApprovedRuleBook? rules)
        => new(deal.Partner, TouchKind.Deal, rules is not null && deal.RegisteredAt < at.AddDays(-rules.Rules.Book.Attribution.WindowDays) ? at : deal.RegisteredAt);

    /// <summary>
    /// The touch that the event brings along, or why what it names is no one's. A coupon goes before a click and a click before a
    /// code; what is no partner's, such as a discount that the shop itself has given, does not stand in the way of what is.
    /// </summary>
    private async Task<(Touch? Touch, TouchNotes Notes, string? Unknown)> NamedAsync(TrackingEvent one, PartnerLookup partners, CancellationToken cancellationToken)
    {
        var (body, unknown) = (one.Body, (string?)null);
        if (body.Coupon is { } coupon)
        {
            if (await partners.FindByCouponAsync(coupon, cancellationToken) is { } owner)
            {
                return (new Touch(owner, TouchKind.Coupon, one.At), TouchNotes.None, null);
            }

            unknown = "unknown_coupon";
        }

        if (body.ClickId is { } click)
        {
            if (clicks.Read(one.Program, click) is { } signed)
            {
                return (new Touch(signed.Partner, TouchKind.Click, signed.At), signed.Notes, null);
            }

            unknown ??= "unknown_click";
        }

        if (body.Code is { } code)
        {
            if (await partners.FindByCodeAsync(code, cancellationToken) is { } owner)
            {
                return (new Touch(owner, TouchKind.Click, one.At), TouchNotes.None, null);
            }

            unknown ??= "unknown_code";
        }

        return (null, TouchNotes.None, unknown);
    }

    // A partner that was suspended or has left earns nothing; its touches do not count.
    private static async Task<IReadOnlyList<Touch>> CountedAsync(IEnumerable<Touch> touches, DateTimeOffset at, PartnerLookup partners, CancellationToken cancellationToken)
    {
        var counted = new List<Touch>();
        foreach (var touch in touches)
        {
            if (await partners.FindAsync(touch.Partner, cancellationToken) is { } partner && (partner.Status == PartnerStatus.Active || partner.StatusSince > at))
            {
                counted.Add(touch);
            }
        }

        return counted;
    }
}

/// <summary>The touches that were found for an event.</summary>
/// <param name="Customer">The customer, with what the event has brought.</param>
/// <param name="Counted">The touches of partners that were active then.</param>
internal sealed record FoundTouches(StoredCustomer Customer, IReadOnlyList<Touch> Counted)
{
    /// <summary>The deal that was in force, or null.</summary>
    public Deal? Deal { get; init; }

    /// <summary>When the customer was first touched.</summary>
    public DateTimeOffset? FirstAt { get; init; }

    /// <summary>Why what the event names is no one's, or null.</summary>
    public string? Unknown { get; init; }
}
