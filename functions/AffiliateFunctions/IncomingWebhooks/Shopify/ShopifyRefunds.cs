using System.Text.Json;
using AffiliateFunctions.Events;

namespace AffiliateFunctions.IncomingWebhooks.Shopify;

/// <summary>
/// Reads Shopify's refunds (https://shopify.dev/docs/api/admin-rest/latest/resources/refund). The refunded amount is
/// the sum of the refund's successful transactions, which are in the currency in which the customer paid. The sale is
/// in the shop's currency; when the two differ, the refund is the sum of its components in the shop's currency.
/// </summary>
internal static class ShopifyRefunds
{
    /// <summary>
    /// Reads a refund of an order; null when it returns no money. A refund with a pending payment is sent again by
    /// <c>orders/updated</c> once the payment has succeeded or failed.
    /// </summary>
    public static ProviderEvent? Created(JsonElement refund)
    {
        var money = refund.Items("transactions").Where(transaction => transaction.Text("kind") == "refund").ToList();
        var given = money.Where(transaction => transaction.Text("status") == "success").ToList();
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

    /// <summary>Whether some payment of a refund is still pending.</summary>
    public static bool IsOnItsWay(JsonElement refund)
    {
        var money = refund.Items("transactions").Where(transaction => transaction.Text("kind") == "refund").ToList();
        return money.Any(transaction => IsOnItsWay(transaction, money));
    }

    /// <summary>
    /// Returns the amount, in minor units of the shop's currency, by which refunds have reduced an order although their
    /// money was not returned or never will be. It is still part of the sale.
    /// </summary>
    public static long NotGivenBack(JsonElement order) =>
        order
            .Items("refunds")
            .Where(refund =>
                refund.Items("transactions").Any(transaction => transaction.Text("kind") == "refund")
                && Created(refund) is null
            )
            .Sum(refund => Math.Max(0, RefundComponents.Of(refund).Total.Shop ?? 0));

    /// <summary>
    /// Returns the refunds of a changed order (https://shopify.dev/docs/api/webhooks, <c>orders/updated</c>), each
    /// once.
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

    // The outcome of a pending transaction is its own status or another transaction that refers to it
    // (https://shopify.dev/docs/api/admin-rest/latest/resources/transaction).
    private static bool IsOnItsWay(JsonElement transaction, List<JsonElement> all) =>
        transaction.Text("status") == "pending"
        && (transaction.Id("id") is not { } id || all.All(other => other.Id("parent_id") != id));

    private static RefundMoney Given(JsonElement refund, List<JsonElement> given)
    {
        var components = RefundComponents.Of(refund);
        var shop =
            components.ShopCurrency
            ?? given
                .Select(transaction => ShopifyMoney.ShopCurrency(transaction, "amount_set"))
                .FirstOrDefault(currency => currency is not null);
        if (shop is not null && MinorUnits.Sum(given.Select(transaction => InShop(transaction, shop))) is { } inShop)
        {
            return RefundMoney.Of(inShop - (components.GiftCards.Shop ?? 0), shop, components);
        }

        // Without any amount in the shop's currency, the refund counts as a part of what was paid.
        var (currency, paid) = (
            given[0].Text("currency"),
            MinorUnits.Sum(
                given.Select(transaction => MinorUnits.Of(transaction.Decimal("amount"), transaction.Text("currency")))
            )
        );
        return shop is null || components.Total is { Shop: 0 }
            ? new RefundMoney(paid, currency)
            : RefundMoney.Of(Exchanged(components, paid - components.GiftCards.Paid), shop, components);
    }

    // Uses the exchange rate of the refund itself. When the refunded amount equals the sum of the components, their
    // total in the shop's currency is exact. The prices of some shops include tax.
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
/// <param name="Amount">The refunded amount, or null when it cannot be read.</param>
/// <param name="Currency">The currency of the amount.</param>
internal sealed record RefundMoney(long? Amount, string? Currency)
{
    private long? Tax { get; init; }

    private long? Shipping { get; init; }

    private long? Duty { get; init; }

    /// <summary>Whether the components are known, and therefore the refund of each line.</summary>
    public bool IsOfLines { get; private init; }

    /// <summary>Whether the prices of the shop include tax.</summary>
    public bool IsTaxIncluded { get; private init; }

    /// <summary>
    /// Creates the money of a refund in the shop's currency with its tax, shipping and duty. When less than the sum of
    /// the components was refunded, these are reduced in proportion.
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

        // When prices include tax, the components count it twice, and nothing is missing from the amount.
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
            Shipping = PositiveOrNull(parts[1]),
            Duty = PositiveOrNull(parts[2]),
            IsOfLines = true,
            IsTaxIncluded = taxed > 0 && amount == total - tax,
        };
    }

    /// <summary>Returns the event with the money.</summary>
    public EventBody On(EventBody refund) =>
        refund with
        {
            Amount = Amount,
            Currency = Currency,
            Tax = Tax,
            Shipping = Shipping,
            Duty = Duty,
        };

    private static long? PositiveOrNull(long part) => part > 0 ? part : null;
}
