using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Attribution.Screens;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>
/// Processes ids that a provider sends after the purchase: the merchant's id of the provider's customer, and the code
/// of a discount, such as a promotion code that is older than the endpoint. Conversions without a credited partner are
/// then attributed again.
/// </summary>
public sealed class LateAliases(
    ProviderAliases names,
    IPartners partners,
    CustomerStore customers,
    CustomerEmailIndex mails,
    CustomerLinks links,
    DecisionSourceReader open,
    RevisitConversions revisit,
    TimeProvider clock
)
{
    // The id prefixes of Stripe's promotion codes (https://docs.stripe.com/api/promotion_codes/object) and Paddle's
    // discounts (https://developer.paddle.com/api-reference/discounts/overview). Any other name of a discount is its
    // code.
    private static readonly string[] Prefixes = ["promo_", "dsc_"];

    /// <summary>Whether a discount is given by the provider's id instead of its code.</summary>
    public static bool IsProviders(string discount) =>
        EventId.TryParse(discount, out _)
        && Prefixes.Any(prefix => discount.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Links the provider's customer to the merchant's customer, unless they are already linked.</summary>
    /// <param name="program">The program.</param>
    /// <param name="own">The provider's customer.</param>
    /// <param name="stored">The stored row of that customer, or null.</param>
    /// <param name="meant">The merchant's customer.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task CustomerAsync(
        ProgramSlug program,
        CustomerId own,
        StoredCustomer? stored,
        CustomerId meant,
        CancellationToken cancellationToken
    )
    {
        if (own == meant || stored?.Links.Any(link => link.Customer == meant) == true)
        {
            return;
        }

        // The provider's customer is linked last, so its link proves that both links are stored.
        var merchants = await links.LinkAsync(
            program,
            meant,
            new CustomerLink(own, CustomerLinkKind.ExternalId),
            cancellationToken
        );
        var providers = await links.LinkAsync(
            program,
            own,
            new CustomerLink(meant, CustomerLinkKind.ExternalId),
            cancellationToken
        );
        if (providers.Uncredited.Count + merchants.Uncredited.Count > 0)
        {
            var sources = await open.ForAsync(program, cancellationToken);
            await revisit.OfAsync(providers, sources, cancellationToken);
            await revisit.OfAsync(merchants, sources, cancellationToken);
        }
    }

    /// <summary>
    /// Links the customer to earlier customers with the same e-mail address, if the program links by address.
    /// </summary>
    public async Task AddressAsync(
        ProgramSlug program,
        CustomerId customer,
        string email,
        CancellationToken cancellationToken
    )
    {
        var noted = await mails.RecordAsync(program, [(email, customer)], cancellationToken);
        var earlier = noted[email].TakeWhile(other => other != customer).ToList();
        if (
            earlier.Count == 0
            || await open.ForAsync(program, cancellationToken) is not { Program.LinksCustomersByAddress: true } sources
        )
        {
            return;
        }

        foreach (var other in earlier)
        {
            var before = await links.LinkAsync(
                program,
                other,
                new CustomerLink(customer, CustomerLinkKind.Address),
                cancellationToken
            );
            var own = await links.LinkAsync(
                program,
                customer,
                new CustomerLink(other, CustomerLinkKind.Address),
                cancellationToken
            );
            await revisit.OfAsync(own, sources, cancellationToken);
            await revisit.OfAsync(before, sources, cancellationToken);
        }
    }

    /// <summary>Records that the event's customer has used discounts whose codes are not known yet.</summary>
    /// <returns>Whether one of the codes has become known in the meantime.</returns>
    public async Task<bool> AwaitAsync(
        ProgramSlug program,
        string provider,
        ProviderEvent providerEvent,
        IReadOnlyList<string> discounts,
        CancellationToken cancellationToken
    )
    {
        if (
            !CustomerId.TryParse(providerEvent.Body?.CustomerId, out var customer)
            || !EventId.TryParse(providerEvent.Id, out var id)
        )
        {
            return false;
        }

        var isKnown = false;
        foreach (var discount in discounts)
        {
            var awaited = new AwaitedCoupon(id, customer, providerEvent.Body!.OccurredAt ?? clock.GetUtcNow());
            await names.NoteAwaitedAsync(program, provider, discount, awaited, cancellationToken);
            isKnown |= await names.FindCouponAsync(program, provider, discount, cancellationToken) is not null;
        }

        return isKnown;
    }

    /// <summary>
    /// Adds the touch of the coupon's partner to the customers who used the discount before its code was known.
    /// </summary>
    public async Task CouponAsync(
        ProgramSlug program,
        string provider,
        ProviderName coupon,
        CancellationToken cancellationToken
    )
    {
        var owner = await partners.FindByCouponAsync(program, coupon.Meaning, cancellationToken);
        DecisionSources? sources = null;
        await foreach (var awaited in names.AwaitedAsync(program, provider, coupon.Name, cancellationToken))
        {
            if (owner is { } partner)
            {
                sources ??= await open.ForAsync(program, cancellationToken);
                var touch = new Touch(partner, TouchKind.Coupon, awaited.At);
                var touched = await customers.ChangeAsync(
                    program,
                    awaited.Customer,
                    [],
                    rows => rows.Change(rows.Customer(awaited.Customer).Touched(touch)),
                    cancellationToken
                );
                await revisit.OfAsync(touched.Customer(awaited.Customer), sources, cancellationToken);
            }

            await names.ForgetAwaitedAsync(program, provider, coupon.Name, awaited, cancellationToken);
        }
    }
}
