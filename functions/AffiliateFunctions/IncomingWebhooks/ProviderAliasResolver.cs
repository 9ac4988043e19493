using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Events;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>
/// Puts into events what others call what a provider has names of its own for: the merchant's id of a customer, so that
/// what the merchant tracked of it and what it bought meet; and of the discounts the one that is a partner's coupon.
/// The others are the shop's own and say nothing of partners.
/// </summary>
public sealed class ProviderAliasResolver(
    ProviderAliases names,
    CustomerStore customers,
    IPartners partners,
    LateAliases late
)
{
    /// <summary>Keeps the names that a webhook tells. Ends when they are stored, and may be repeated.</summary>
    public async Task KeepAsync(
        ProgramSlug program,
        string provider,
        WebhookContent content,
        CancellationToken cancellationToken
    )
    {
        // A coupon's name becomes a row's key.
        foreach (var coupon in content.Coupons.Where(providerName => EventId.TryParse(providerName.Name, out _)))
        {
            await names.NoteCouponAsync(program, provider, coupon, cancellationToken);
            await late.CouponAsync(program, provider, coupon, cancellationToken);
        }

        foreach (
            var customer in content.Customers.Where(name =>
                CustomerId.TryParse(name.Meaning, out _) && name.Name != name.Meaning
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

        // What came under the provider's id before stays there, and is linked to the merchant's.
        var stored = await StoredAsync(program, customer.Name, cancellationToken);
        if (CustomerId.TryParse(customer.Name, out var own))
        {
            await late.CustomerAsync(program, own, stored, CustomerId.Parse(customer.Meaning), cancellationToken);
        }

        // Who has touches by the provider's id keeps them, and so the id.
        if (stored is not { Touches.Count: > 0 })
        {
            await names.NoteCustomerAsync(program, provider, customer, cancellationToken);
        }
    }

    /// <summary>
    /// The events by the names that are known. One that only a discount names is nothing where that is no partner's
    /// coupon.
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
                // A name became known at the same moment.
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

    // Names can become known between two tellings of the same event, which is no conflict.
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

    // Also the provider's names whose codes are not known yet, where no discount is a partner's coupon.
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
