using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Attribution.Deals;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.Attribution.Touches;

/// <summary>
/// Finds whose touches a customer has: by what the event names, by the events before, and by a deal. A deal touches its
/// customers for as long as it is in force, and not after.
/// </summary>
public sealed class FindTouches(ClickIds clicks)
{
    // Providers tell the time in whole seconds, and callers' clocks lag: what an event itself names was there before
    // it.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The customer with the touch and the deal that the event brings along, or why what it names is no one's.
    /// </summary>
    public async Task<(StoredCustomer Customer, string? Unknown)> BroughtAsync(
        TrackingEvent trackingEvent,
        StoredCustomer told,
        DecisionSources sources,
        CancellationToken cancellationToken
    )
    {
        var (touch, notes, unknown) = await NamedAsync(trackingEvent, sources.Partners, cancellationToken);
        var named = trackingEvent.Deal is { } id ? await sources.Deals.FindAsync(id, cancellationToken) : null;
        var customer = touch is null ? told : told.Touched(touch).Noted(touch.Partner, notes);
        return (
            customer.In(named),
            named is not null ? null : unknown ?? (trackingEvent.Body.Deal is null ? null : "unknown_deal")
        );
    }

    /// <summary>The customer's touches that count for a conversion.</summary>
    /// <param name="customer">The customer, with what is known of it.</param>
    /// <param name="at">When the conversion was.</param>
    /// <param name="rules">The rule book in force then, or null.</param>
    /// <param name="sources">What is known.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<FoundTouches> OfAsync(
        StoredCustomer customer,
        DateTimeOffset at,
        ApprovedRuleBook? rules,
        DecisionSources sources,
        CancellationToken cancellationToken
    )
    {
        var deal = await InForceAsync(customer, at, sources.Deals, cancellationToken);
        var counted = await CountedAsync(
            deal is null ? customer.Touches : [.. customer.Touches, TouchOf(deal, at, rules)],
            at,
            sources.Partners,
            cancellationToken
        );
        return new FoundTouches(
            counted,
            rules is null ? [] : CreditModel.Credits(rules.Rules.Book.Attribution, counted, at)
        )
        {
            Deal = deal,
            FirstAt = new[] { customer.FirstTouchAt, deal?.RegisteredAt }.Min(),
        };
    }

    private static async Task<Deal?> InForceAsync(
        StoredCustomer customer,
        DateTimeOffset at,
        DealLookup deals,
        CancellationToken cancellationToken
    ) =>
        customer.Deal is { } id && await deals.FindAsync(id, cancellationToken) is { } own && own.IsInForceAt(at)
            ? own
            : await deals.HoldingAsync(customer.Email, at, cancellationToken);

    // A deal can be in force for longer than touches count.
    private static Touch TouchOf(Deal deal, DateTimeOffset at, ApprovedRuleBook? rules) =>
        new(
            deal.Partner,
            TouchKind.Deal,
            rules is not null && deal.RegisteredAt < at.AddDays(-rules.Rules.Book.Attribution.WindowDays)
                ? at
                : deal.RegisteredAt
        );

    /// <summary>
    /// The touch that the event brings along, or why what it names is no one's. A coupon goes before a click and a
    /// click before a code; what is no partner's, such as a discount that the shop itself has given, does not stand in
    /// the way of what is.
    /// </summary>
    private async Task<(Touch? Touch, TouchNotes Notes, string? Unknown)> NamedAsync(
        TrackingEvent trackingEvent,
        PartnerLookup partners,
        CancellationToken cancellationToken
    )
    {
        var (body, unknown) = (trackingEvent.Body, (string?)null);
        if (body.Coupon is { } coupon)
        {
            if (await partners.FindByCouponAsync(coupon, cancellationToken) is { } owner)
            {
                return (
                    new Touch(owner, TouchKind.Coupon, trackingEvent.At) { Source = trackingEvent.Id.Value },
                    TouchNotes.None,
                    null
                );
            }

            unknown = trackingEvent.IsFromShop ? null : "unknown_coupon";
        }

        if (body.ClickId is { } click)
        {
            if (clicks.Read(trackingEvent.Program, click) is { } signed)
            {
                var at =
                    signed.At > trackingEvent.At && signed.At <= trackingEvent.At + ClockTolerance
                        ? trackingEvent.At
                        : signed.At;
                return (new Touch(signed.Partner, TouchKind.Click, at) { Source = click }, signed.Notes, null);
            }

            unknown ??= "unknown_click";
        }

        if (body.Code is { } code)
        {
            if (await partners.FindByCodeAsync(code, cancellationToken) is { } owner)
            {
                return (
                    new Touch(owner, TouchKind.Click, trackingEvent.At) { Source = trackingEvent.Id.Value },
                    TouchNotes.None,
                    null
                );
            }

            unknown ??= "unknown_code";
        }

        return (null, TouchNotes.None, unknown);
    }

    // A partner that was suspended or has left earns nothing; its touches do not count.
    private static async Task<IReadOnlyList<Touch>> CountedAsync(
        IEnumerable<Touch> touches,
        DateTimeOffset at,
        PartnerLookup partners,
        CancellationToken cancellationToken
    )
    {
        var counted = new List<Touch>();
        foreach (var touch in touches)
        {
            if (
                await partners.FindAsync(touch.Partner, cancellationToken) is { } partner
                && (partner.Status == PartnerStatus.Active || partner.StatusSince > at)
            )
            {
                counted.Add(touch);
            }
        }

        return counted;
    }
}

/// <summary>The touches that were found for a conversion.</summary>
/// <param name="Counted">The touches of partners that were active then.</param>
/// <param name="Credits">Who is credited by them; nobody where no rule book was in force.</param>
public sealed record FoundTouches(IReadOnlyList<Touch> Counted, IReadOnlyList<Credit> Credits)
{
    /// <summary>The deal that was in force, or null.</summary>
    public Deal? Deal { get; init; }

    /// <summary>When the customer was first touched.</summary>
    public DateTimeOffset? FirstAt { get; init; }

    /// <summary>The linked customers whose touches are among them.</summary>
    public IReadOnlyList<CustomerLink> Links { get; init; } = [];

    /// <summary>What the linked customers have bought before; null where none is counted.</summary>
    public CustomerHistory? LinkedHistory { get; init; }

    /// <summary>
    /// What was noted about the touches of the linked customers and its own; null where only its own are counted.
    /// </summary>
    public IReadOnlyDictionary<PartnerId, TouchNotes>? Notes { get; init; }
}
