using Affiliate.Domain.Identity;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Tracking.Events;
using AffiliateFunctions.Tracking.Store;

namespace AffiliateFunctions.Tracking.Webhooks;

/// <summary>
/// Puts into events what others call what a provider has names of its own for: the merchant's id of a customer, so that what the
/// merchant tracked of it and what it bought meet; and of the discounts the one that is a partner's coupon. The others are the shop's own
/// and say nothing of partners.
/// </summary>
public sealed class ReadNames(ProviderNames names, CustomerStore customers, IPartners partners)
{
    /// <summary>Keeps the names that a webhook tells. Ends when they are stored, and may be repeated.</summary>
    public async Task KeepAsync(ProgramSlug program, string provider, WebhookContent content, CancellationToken cancellationToken)
    {
        // A coupon's name becomes a row's key.
        foreach (var coupon in content.Coupons.Where(one => EventId.TryParse(one.Name, out _)))
        {
            await names.NoteCouponAsync(program, provider, coupon, cancellationToken);
        }

        foreach (var customer in content.Customers.Where(one => CustomerId.TryParse(one.Meaning, out _) && one.Name != one.Meaning))
        {
            // Who has touches by the provider's id keeps them, and so the id.
            if (await StoredAsync(program, customer.Name, cancellationToken) is not { Touches.Count: > 0 }
                && (!customer.IsReference || await StoredAsync(program, customer.Meaning, cancellationToken) is not null))
            {
                await names.NoteCustomerAsync(program, provider, customer, cancellationToken);
            }
        }
    }

    /// <summary>The events by the names that are known. One that only a discount names is nothing where that is no partner's coupon.</summary>
    public async Task<IReadOnlyList<ProviderEvent>> InAsync(ProgramSlug program, string provider, IReadOnlyList<ProviderEvent> events, CancellationToken cancellationToken)
    {
        var read = new List<ProviderEvent>(events.Count);
        foreach (var one in events)
        {
            read.Add(await CustomerInAsync(program, provider, await CouponInAsync(program, provider, one, cancellationToken), cancellationToken));
        }

        return read;
    }

    private async Task<StoredCustomer?> StoredAsync(ProgramSlug program, string id, CancellationToken cancellationToken)
        => CustomerId.TryParse(id, out var customer) ? await customers.FindAsync(program, customer, cancellationToken) : null;

    // Names can become known between two tellings of the same event, which is no conflict.
    private async Task<ProviderEvent> CustomerInAsync(ProgramSlug program, string provider, ProviderEvent one, CancellationToken cancellationToken)
        => one.Body?.Customer is { ExternalId: { } id } customer && await names.FindCustomerAsync(program, provider, id, cancellationToken) is { } known
            ? one with { Body = one.Body with { Customer = customer with { ExternalId = known } }, IsToldRepeatedly = true }
            : one;

    private async Task<ProviderEvent> CouponInAsync(ProgramSlug program, string provider, ProviderEvent one, CancellationToken cancellationToken)
    {
        if (one.Body is null || one.Discounts.Count == 0)
        {
            return one;
        }

        foreach (var discount in one.Discounts)
        {
            var code = EventId.TryParse(discount, out _) ? await names.FindCouponAsync(program, provider, discount, cancellationToken) ?? discount : discount;
            if (await partners.FindByCouponAsync(program, code, cancellationToken) is not null)
            {
                return one with { Body = one.Body with { Coupon = code }, IsToldRepeatedly = true };
            }
        }

        var isNamed = one.Type != EventType.Lead || one.Body.ClickId is not null || one.Body.Code is not null || one.Body.Coupon is not null;
        return one with { Body = isNamed ? one.Body : null, IsToldRepeatedly = true };
    }
}
