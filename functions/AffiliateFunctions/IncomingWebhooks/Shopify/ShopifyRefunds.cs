using System.Text.Json;
using AffiliateFunctions.Events;

namespace AffiliateFunctions.IncomingWebhooks.Shopify;

/// <summary>
/// Shopify's refunds (https://shopify.dev/docs/api/admin-rest/latest/resources/refund). What was given back is the sum
/// of the refund's successful transactions. These are in the currency in which the customer paid; where that is not the
/// shop's, in which the order's sale is, the refund is what its components say in the shop's.
/// </summary>
internal static class ShopifyRefunds
{
    /// <summary>
    /// A refund of an order; one that gives no money back is none. One whose money is still on its way is told again by
    /// <c>orders/updated</c>, once it has come or has failed.
    /// </summary>
    public static ProviderEvent? Created(JsonElement refund)
    {
        var money = refund.Items("transactions").Where(element => element.Text("kind") == "refund").ToList();
        var given = money.Where(node => node.Text("status") == "success").ToList();
        return
            refund.Id("id") is { } id
            && given.Count > 0
            && !IsOnItsWay(refund)
            && Given(refund, given) is { Amount: not 0 } told
            ? ProviderEvent.Of(
                EventType.Refund,
                ProviderLines.Of(
                    told.On(
                        new EventBody
                        {
                            EventId = $"shopify:refund:{id}",
                            OccurredAt = refund.Time("processed_at") ?? refund.Time("created_at"),
                            InvoiceId = refund.Id("order_id"),
                            Reason = "refund",
                        }
                    ),
                    told.IsOfLines ? ShopifyLines.Refunded(refund, told.IsTaxIncluded) : []
                )
            ) with
            {
                IsToldRepeatedly = true,
            }
            : null;
    }

    /// <summary>Whether some money of a refund is still on its way.</summary>
    public static bool IsOnItsWay(JsonElement refund)
    {
        var money = refund.Items("transactions").Where(element => element.Text("kind") == "refund").ToList();
        return money.Any(node => IsOnItsWay(node, money));
    }

    /// <summary>
    /// What refunds have taken off an order whose money has not come, or never will: in minor units of the shop's
    /// currency. It is still the sale's.
    /// </summary>
    public static long NotGivenBack(JsonElement order) =>
        order
            .Items("refunds")
            .Where(refund =>
                refund.Items("transactions").Any(element => element.Text("kind") == "refund") && Created(refund) is null
            )
            .Sum(refund => Math.Max(0, RefundComponents.Of(refund).Total.Shop ?? 0));

    /// <summary>
    /// The refunds of an order that has changed (https://shopify.dev/docs/api/webhooks, <c>orders/updated</c>): each is
    /// told once.
    /// </summary>
    public static IEnumerable<ProviderEvent> Of(JsonElement order) =>
        order
            .Items("refunds")
            .Select(Created)
            .OfType<ProviderEvent>()
            .Select(refund =>
                refund.Body!.InvoiceId is null
                    ? refund with
                    {
                        Body = refund.Body with { InvoiceId = order.Id("id") },
                    }
                    : refund
            );

    // What comes of a pending transaction is told by itself, or by one that names it
    // (https://shopify.dev/docs/api/admin-rest/latest/resources/transaction).
    private static bool IsOnItsWay(JsonElement transaction, List<JsonElement> all) =>
        transaction.Text("status") == "pending"
        && (transaction.Id("id") is not { } id || all.All(element => element.Id("parent_id") != id));

    private static RefundMoney Given(JsonElement refund, List<JsonElement> given)
    {
        var components = RefundComponents.Of(refund);
        var shop =
            components.ShopCurrency
            ?? given
                .Select(element => ShopifyMoney.ShopCurrency(element, "amount_set"))
                .FirstOrDefault(currency => currency is not null);
        if (shop is not null && MinorUnits.Sum(given.Select(node => InShop(node, shop))) is { } inShop)
        {
            return RefundMoney.Of(inShop - (components.GiftCards.Shop ?? 0), shop, components);
        }

        // Without any amount in the shop's currency it is the part of what was paid that counts.
        var (currency, paid) = (
            given[0].Text("currency"),
            MinorUnits.Sum(given.Select(item => MinorUnits.Of(item.Decimal("amount"), item.Text("currency"))))
        );
        return shop is null || components.Total is { Shop: 0 }
            ? new RefundMoney(paid, currency)
            : RefundMoney.Of(Exchanged(components, paid - components.GiftCards.Paid), shop, components);
    }

    // The refund's own rate: where what was given is what the components come to, they say it exactly. The prices of
    // some shops include tax.
    private static long? Exchanged(RefundComponents components, long? paid) =>
        (components.Total, components.Tax) switch
        {
            ({ Shop: null }, _) => null,
            ({ Paid: > 0 and var whole, Shop: >= 0 and var total }, { Shop: { } tax, Paid: { } paidTax })
                when paid >= 0 && paid != whole => paid == whole - paidTax
                ? total - tax
                : PaidShares.AtRate(total, paid.Value, whole),
            var (total, _) => total.Shop,
        };

    private static long? InShop(JsonElement transaction, string shop) =>
        ShopifyMoney.ShopCurrency(transaction, "amount_set") == shop ? ShopifyMoney.Of(transaction, "amount_set").Shop
        : transaction.Text("currency") == shop ? MinorUnits.Of(transaction.Decimal("amount"), shop)
        : null;
}

/// <summary>The money of a refund.</summary>
/// <param name="Amount">What was given back, or null where it cannot be read.</param>
/// <param name="Currency">The currency of it.</param>
internal sealed record RefundMoney(long? Amount, string? Currency)
{
    private long? Tax { get; init; }

    private long? Shipping { get; init; }

    private long? Duty { get; init; }

    /// <summary>Whether the components are known, and so what is given back of each line.</summary>
    public bool IsOfLines { get; private init; }

    /// <summary>Whether the prices of the shop include tax.</summary>
    public bool IsTaxIncluded { get; private init; }

    /// <summary>
    /// An amount in the shop's currency with the tax, shipping and duty in it: their shares, where less was given than
    /// the components come to.
    /// </summary>
    public static RefundMoney Of(long? amount, string shop, RefundComponents components)
    {
        var (total, tax) = (components.Total.Shop, components.Tax.Shop);
        if (
            amount is not >= 0
            || total is not > 0
            || components is not { Tax.Shop: { } taxed, Shipping.Shop: { } shipping, Duty.Shop: { } duty }
        )
        {
            return new RefundMoney(amount is < 0 ? 0 : amount, shop);
        }

        // Prices that include tax count it twice in the components, and nothing is missing.
        var parts = PaidShares.Of(
            amount.Value,
            amount == total - tax ? null : total,
            Math.Max(0, taxed),
            Math.Max(0, shipping),
            Math.Max(0, duty)
        );
        return new RefundMoney(amount, shop)
        {
            Tax = parts[0],
            Shipping = Told(parts[1]),
            Duty = Told(parts[2]),
            IsOfLines = true,
            IsTaxIncluded = taxed > 0 && amount == total - tax,
        };
    }

    /// <summary>The event with the money.</summary>
    public EventBody On(EventBody refund) =>
        refund with
        {
            Amount = Amount,
            Currency = Currency,
            Tax = Tax,
            Shipping = Shipping,
            Duty = Duty,
        };

    private static long? Told(long part) => part > 0 ? part : null;
}
