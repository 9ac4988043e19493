using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Events;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>
/// Replaces a provider's own ids in events. A customer gets the merchant's id, so that tracked events and purchases
/// belong to the same customer. Of the discounts, the one that is a partner's coupon is kept; the others are the shop's
/// own and do not refer to partners.
/// </summary>
public sealed class ProviderAliasResolver(
    ProviderAliases names,
    CustomerStore customers,
    IPartners partners,
    LateAliases late
)
{
    /// <summary>Stores the ids that a webhook provides. The call may be repeated.</summary>
    public async Task KeepAsync(
        ProgramSlug program,
        string provider,
        WebhookContent content,
        CancellationToken cancellationToken
    )
    {
        // The id of a coupon becomes a row key.
        foreach (var coupon in content.Coupons.Where(providerName => EventId.TryParse(providerName.Name, out _)))
        {
            await names.NoteCouponAsync(program, provider, coupon, cancellationToken);
            await late.CouponAsync(program, provider, coupon, cancellationToken);
        }

        foreach (
            var customer in content.Customers.Where(providerName =>
                CustomerId.TryParse(providerName.Meaning, out _) && providerName.Name != providerName.Meaning
            )
        )
        {
            await KeepCustomerAsync(program, provider, customer, cancellationToken);
        }

        foreach (var buyer in content.Buyers)
        {
            var known = await names.FindCustomerAsync(program, provider, buyer.ExternalId!, cancellationToken);
            await late.AddressAsync(
                program,
                CustomerId.Parse(known ?? buyer.ExternalId!),
                buyer.Email!,
                cancellationToken
            );
        }
    }

    private async Task KeepCustomerAsync(
        ProgramSlug program,
        string provider,
        ProviderName customer,
        CancellationToken cancellationToken
    )
    {
        if (customer.IsReference && await StoredAsync(program, customer.Meaning, cancellationToken) is null)
        {
            return;
        }

        // Events that were stored under the provider's id stay there and are linked to the merchant's customer.
        var stored = await StoredAsync(program, customer.Name, cancellationToken);
        if (CustomerId.TryParse(customer.Name, out var own))
        {
            await late.CustomerAsync(program, own, stored, CustomerId.Parse(customer.Meaning), cancellationToken);
        }

        // A customer who already has touches under the provider's id keeps that id.
        if (stored is not { Touches.Count: > 0 })
        {
            await names.NoteCustomerAsync(program, provider, customer, cancellationToken);
        }
    }

    /// <summary>
    /// Returns the events with all known ids replaced. An event whose only reference is a discount is ignored when the
    /// discount is not a partner's coupon.
    /// </summary>
    public async Task<IReadOnlyList<ProviderEvent>> InAsync(
        ProgramSlug program,
        string provider,
        IReadOnlyList<ProviderEvent> events,
        CancellationToken cancellationToken
    )
    {
        var read = new List<ProviderEvent>(events.Count);
        foreach (var providerEvent in events)
        {
            var named = await CustomerInAsync(program, provider, providerEvent, cancellationToken);
            var (told, awaited) = await CouponInAsync(program, provider, named, cancellationToken);
            if (awaited.Count > 0 && await late.AwaitAsync(program, provider, named, awaited, cancellationToken))
            {
                // A code became known at the same moment.
                (told, _) = await CouponInAsync(program, provider, named, cancellationToken);
            }

            read.Add(told);
        }

        return read;
    }

    private async Task<StoredCustomer?> StoredAsync(
        ProgramSlug program,
        string id,
        CancellationToken cancellationToken
    ) =>
        CustomerId.TryParse(id, out var customer)
            ? await customers.FindAsync(program, customer, cancellationToken)
            : null;

    // An id can become known between two reports of the same event, which is not a conflict.
    private async Task<ProviderEvent> CustomerInAsync(
        ProgramSlug program,
        string provider,
        ProviderEvent providerEvent,
        CancellationToken cancellationToken
    ) =>
        providerEvent.Body?.Customer is { ExternalId: { } id } customer
        && await names.FindCustomerAsync(program, provider, id, cancellationToken) is { } known
            ? providerEvent with
            {
                Body = providerEvent.Body with { Customer = customer with { ExternalId = known } },
                IsToldRepeatedly = true,
            }
            : providerEvent;

    // Also returns the provider's ids with unknown codes when no discount is a partner's coupon.
    private async Task<(ProviderEvent Event, IReadOnlyList<string> Awaited)> CouponInAsync(
        ProgramSlug program,
        string provider,
        ProviderEvent providerEvent,
        CancellationToken cancellationToken
    )
    {
        if (providerEvent.Body is null || providerEvent.Discounts.Count == 0)
        {
            return (providerEvent, []);
        }

        var awaited = new List<string>();
        foreach (var discount in providerEvent.Discounts)
        {
            var code = EventId.TryParse(discount, out _)
                ? await names.FindCouponAsync(program, provider, discount, cancellationToken)
                : null;
            if (await partners.FindByCouponAsync(program, code ?? discount, cancellationToken) is not null)
            {
                return (
                    providerEvent with
                    {
                        Body = providerEvent.Body with { Coupon = code ?? discount },
                        IsToldRepeatedly = true,
                    },
                    []
                );
            }

            if (code is null && LateAliases.IsProviders(discount))
            {
                awaited.Add(discount);
            }
        }

        var isNamed =
            providerEvent.Type != EventType.Lead
            || providerEvent.Body.ClickId is not null
            || providerEvent.Body.Code is not null
            || providerEvent.Body.Coupon is not null;
        return (providerEvent with { Body = isNamed ? providerEvent.Body : null, IsToldRepeatedly = true }, awaited);
    }
}
