using System.Globalization;
using System.Text.Json;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules.Conditions;
using AffiliateFunctions.Events;

namespace AffiliateFunctions.IncomingWebhooks.HubSpot;

/// <summary>
/// Reads the deal that a workflow sends. The deal's properties are texts or objects with a <c>value</c>, at the top
/// level or in <c>object</c> (https://developers.hubspot.com/docs/api/workflows/custom-workflow-actions). The stage is
/// one event, and a won deal with an amount is also a sale. The currency is the deal's, or the program's when the deal
/// has none: HubSpot sends the currency when an account has several
/// (https://developers.hubspot.com/docs/api/settings/currencies). The partner is given by the properties
/// <c>click_id</c>, <c>code</c>, <c>via</c> or <c>coupon</c>, which the merchant adds, or by the deal's registration.
/// The customer is given by <c>customer_external_id</c>, or else by the deal.
/// </summary>
internal static class HubSpotWorkflow
{
    private const string AmountName = "amount";
    private const string CurrencyCode = "deal_currency_code";

    /// <summary>Returns the deal's properties, or null for a notification, which has none.</summary>
    public static Dictionary<string, string>? PropertiesOf(JsonElement sent) =>
        (sent.Member("object", "properties") ?? sent.Member("properties"))
            is { ValueKind: JsonValueKind.Object } properties
            ? Plain(properties, sent.Member("inputFields"))
            : null;

    /// <summary>Returns the events.</summary>
    /// <param name="sent">The request body as JSON.</param>
    /// <param name="properties">The deal's properties.</param>
    /// <param name="request">The request.</param>
    public static IEnumerable<ProviderEvent> Read(
        JsonElement sent,
        IReadOnlyDictionary<string, string> properties,
        SignedRequest request
    )
    {
        var deal =
            sent.Id("object", "objectId")
            ?? sent.Id("objectId")
            ?? sent.Id("id")
            ?? properties.GetValueOrDefault("hs_object_id");
        if (deal is null)
        {
            yield break;
        }

        var id = $"hubspot:{sent.Id("origin", "portalId") ?? sent.Id("portalId")}:{deal}";
        var stage = HubSpotStages.Of(properties.GetValueOrDefault("dealstage"));
        if (stage is null)
        {
            yield return ProviderEvent.Ignored(id, EventType.Stage, IgnoredReasons.UnknownStage);
            yield break;
        }

        var customer = properties.GetValueOrDefault("customer_external_id");
        var about = PartnerReference
            .In(properties)
            .On(
                new EventBody
                {
                    OccurredAt = HubSpotNotification.Time(sent.Number("occurredAt")),
                    Deal = HubSpotStages.Deal(deal),
                }
            );
        yield return ProviderEvent.Of(
            EventType.Stage,
            about with
            {
                EventId = $"{id}:{stage}",
                CustomerExternalId = customer,
                Stage = stage,
            }
        );
        var asOf =
            about.OccurredAt
            ?? TimeOf(properties.GetValueOrDefault("hs_lastmodifieddate"))
            ?? TimeOf(request.Header(HubSpotWebhooks.TimeHeader));
        if (stage == HubSpotStages.Lost)
        {
            yield return HubSpotStages.LostSale($"{id}:{stage}:{asOf?.ToUnixTimeMilliseconds()}", deal, asOf);
        }

        if (stage == HubSpotStages.Won && properties.GetValueOrDefault(AmountName) is { Length: > 0 } amount)
        {
            var sale = Sale(about, properties, amount, customer, request) with { EventId = $"{id}:sale" };
            yield return ProviderEvent.Of(EventType.Sale, sale) with
            {
                Mistakes = MistakesIn(sent, sale, amount),
                AsOf = asOf,
            };
        }
    }

    // The deal and its sale have the same customer. A deal without a customer gets one of its own.
    private static EventBody Sale(
        EventBody about,
        IReadOnlyDictionary<string, string> properties,
        string amount,
        string? customer,
        SignedRequest request
    )
    {
        var currency =
            properties.GetValueOrDefault(CurrencyCode) is { } told && !string.IsNullOrWhiteSpace(told)
                ? told.Trim().ToUpperInvariant()
                : request.ProgramCurrency;
        return about with
        {
            OccurredAt =
                about.OccurredAt
                ?? ClosedAt(properties.GetValueOrDefault("closedate"), request.Header(HubSpotWebhooks.TimeHeader)),
            InvoiceId = about.Deal,
            Customer = CustomerMapper.Of(
                [customer, $"deal:{about.Deal}"],
                properties.GetValueOrDefault("email"),
                company: properties.GetValueOrDefault("company"),
                country: properties.GetValueOrDefault("country")
            ),
            Amount = MinorUnits.Of(amount, currency),
            Currency = currency,
        };
    }

    // Errors point to the property as HubSpot sent it.
    private static Dictionary<string, IReadOnlyList<string>> MistakesIn(JsonElement sent, EventBody sale, string amount)
    {
        if (!Currency.TryParse(sale.Currency, out var currency))
        {
            return new()
            {
                [PointerTo(sent, CurrencyCode)] =
                [
                    $"'{sale.Currency}' is not a currency: give {Currency.Form}, or leave it out for the program's.",
                ],
            };
        }

        return sale.Amount is not null
            ? []
            : new()
            {
                [PointerTo(sent, AmountName)] =
                [
                    $"'{amount}' is not an amount in {currency}: give a number with at most {currency.Digits} "
                        + $"decimals, such as {(currency.Digits > 0 ? "1250.50" : "1250")}.",
                ],
            };
    }

    private static string PointerTo(JsonElement sent, string property) =>
        (
            sent.Member("inputFields", property) is not null ? "/inputFields"
            : sent.Member("object", "properties") is not null ? "/object/properties"
            : "/properties"
        ) + $"/{property}";

    // Until a deal is closed, its close date is only an estimate that people forget to update.
    private static DateTimeOffset? ClosedAt(string? date, string? sentAt)
    {
        var closed = TimeOf(date);
        return closed is { } at && at.ToUnixTimeMilliseconds() <= Milliseconds(sentAt) ? closed : null;
    }

    private static DateTimeOffset? TimeOf(string? text) =>
        text is null ? null : Instants.Read(text) ?? HubSpotNotification.Time(Milliseconds(text));

    private static long? Milliseconds(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Dictionary<string, string> Plain(params IEnumerable<JsonElement?> objects)
    {
        var plain = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (
            var property in objects
                .OfType<JsonElement>()
                .Where(entries => entries.ValueKind == JsonValueKind.Object)
                .SelectMany(entries => entries.EnumerateObject())
        )
        {
            var value =
                property.Value.ValueKind == JsonValueKind.Object ? property.Value.Member("value") : property.Value;
            var text = value is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : value?.Text();
            if (text is not null && property.Name() is { } name)
            {
                plain[name] = text;
            }
        }

        return plain;
    }
}
