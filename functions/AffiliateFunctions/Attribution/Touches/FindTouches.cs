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
/// Finds the touches of a customer: those that the event names, those of earlier events, and that of a deal. A deal
/// counts as a touch of its customers only while it is in force.
/// </summary>
public sealed class FindTouches(ClickIds clicks)
{
    // Providers report times in whole seconds, and callers' clocks lag. A click that an event names is therefore
    // treated as earlier than the event.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Returns the customer with the touch and the deal that the event names, or the reason why these are unknown.
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

    /// <summary>Returns the customer's touches that count for a conversion.</summary>
    /// <param name="customer">The customer, with its known data.</param>
    /// <param name="at">When the conversion occurred.</param>
    /// <param name="rules">The rule book in force then, or null.</param>
    /// <param name="sources">The data that decisions read.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<FoundTouches> OfAsync(
        StoredCustomer customer,
        DateTimeOffset at,
        ApprovedRuleBook? rules,
        DecisionSources sources,
        CancellationToken cancellationToken
    )
    {
        if (customer.AssignmentAt(at) is { } assignment)
        {
            return await OfAssignedAsync(customer, assignment, at, rules, sources, cancellationToken);
        }

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

    // While the partner of the assignment is not active, nobody is credited: the customer does not fall back to others.
    private static async Task<FoundTouches> OfAssignedAsync(
        StoredCustomer customer,
        CustomerAssignment assignment,
        DateTimeOffset at,
        ApprovedRuleBook? rules,
        DecisionSources sources,
        CancellationToken cancellationToken
    )
    {
        var own = assignment.ToTouch();
        var counted = await CountedAsync([own, .. customer.Touches], at, sources.Partners, cancellationToken);
        if (!counted.Contains(own))
        {
            return new FoundTouches([], []) { Assignment = assignment };
        }

        return new FoundTouches(
            counted,
            rules is null ? [] : CreditModel.Credits(rules.Rules.Book.Attribution, counted, at)
        )
        {
            Assignment = assignment,

            // A customer without an earlier touch is no existing customer of the partner that it is assigned to.
            FirstAt = customer.FirstTouchAt < assignment.From ? customer.FirstTouchAt : null,
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

    // A deal can be in force for longer than the attribution window.
    private static Touch TouchOf(Deal deal, DateTimeOffset at, ApprovedRuleBook? rules) =>
        new(
            deal.Partner,
            TouchKind.Deal,
            rules is not null && deal.RegisteredAt < at.AddDays(-rules.Rules.Book.Attribution.WindowDays)
                ? at
                : deal.RegisteredAt
        );

    /// <summary>
    /// Returns the touch that the event names, or the reason why it is unknown. A coupon takes precedence over a click,
    /// and a click over a code. A value that belongs to no partner, such as a discount of the shop itself, does not
    /// prevent the use of the next one.
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
                return (
                    new Touch(signed.Partner, TouchKind.Click, at) { Source = click, Origin = signed.Origin },
                    signed.Notes,
                    null
                );
            }

            unknown ??= "unknown_click";
        }

        if (body.Code is { } code)
        {
            if (await partners.FindByLinkAsync(code, body.SubId, cancellationToken) is { } owner)
            {
                return (
                    new Touch(owner.Partner, TouchKind.Click, trackingEvent.At)
                    {
                        Source = trackingEvent.Id.Value,
                        Origin = owner.Origin,
                    },
                    TouchNotes.None,
                    null
                );
            }

            unknown ??= "unknown_code";
        }

        return (null, TouchNotes.None, unknown);
    }

    // A partner that is suspended or has left earns nothing; its touches do not count.
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
/// <param name="Counted">The touches by partners that were active at that time.</param>
/// <param name="Credits">The resulting credits; none if no rule book was in force.</param>
public sealed record FoundTouches(IReadOnlyList<Touch> Counted, IReadOnlyList<Credit> Credits)
{
    /// <summary>The assignment of the customer that was in force, or null.</summary>
    public CustomerAssignment? Assignment { get; init; }

    /// <summary>The deal that was in force, or null.</summary>
    public Deal? Deal { get; init; }

    /// <summary>The time of the customer's first touch.</summary>
    public DateTimeOffset? FirstAt { get; init; }

    /// <summary>The linked customers whose touches are included.</summary>
    public IReadOnlyList<CustomerLink> Links { get; init; } = [];

    /// <summary>The earlier purchases of the linked customers; null if none are counted.</summary>
    public CustomerHistory? LinkedHistory { get; init; }

    /// <summary>
    /// The notes about the touches of the customer and its linked customers; null if only the customer's own are
    /// counted.
    /// </summary>
    public IReadOnlyDictionary<PartnerId, TouchNotes>? Notes { get; init; }
}
