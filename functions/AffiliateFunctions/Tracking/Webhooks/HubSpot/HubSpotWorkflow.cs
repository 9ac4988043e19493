using System.Globalization;
using System.Text.Json;
using Affiliate.Domain.Rules.Conditions;
using AffiliateFunctions.Tracking.Events;

namespace AffiliateFunctions.Tracking.Webhooks.HubSpot;

/// <summary>
/// What a workflow sends about a deal: its properties, as texts or as objects with a <c>value</c>, at the top or in <c>object</c>
/// (https://developers.hubspot.com/docs/api/workflows/custom-workflow-actions). The stage is one event and a deal that was won with an
/// amount is a sale too, in the deal's currency. The partner is named by the properties <c>click_id</c>, <c>code</c>, <c>via</c> or
/// <c>coupon</c>, which the merchant adds, or by the deal's registration; the customer by <c>customer_external_id</c>, or else the deal.
/// </summary>
internal static class HubSpotWorkflow
{
    /// <summary>The deal's properties; null for a notification, which has none.</summary>
    public static Dictionary<string, string>? PropertiesOf(JsonElement sent)
        => (sent.Member("object", "properties") ?? sent.Member("properties")) is { ValueKind: JsonValueKind.Object } properties
            ? Plain(properties, sent.Member("inputFields"))
            : null;

    /// <summary>The events.</summary>
    /// <param name="sent">What was sent.</param>
    /// <param name="properties">The deal's properties.</param>
    /// <param name="sentAt">When it was sent, in milliseconds since 1970.</param>
    public static IEnumerable<ProviderEvent> Read(JsonElement sent, IReadOnlyDictionary<string, string> properties, string? sentAt)
    {
        var deal = sent.Id("object", "objectId") ?? sent.Id("objectId") ?? sent.Id("id") ?? properties.GetValueOrDefault("hs_object_id");
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
        var about = Naming.In(properties).On(new EventBody { OccurredAt = HubSpotNotification.Time(sent.Number("occurredAt")), Deal = HubSpotStages.Deal(deal) });
        yield return ProviderEvent.Of(EventType.Stage, about with { EventId = $"{id}:{stage}", CustomerExternalId = customer, Stage = stage });
        var asOf = about.OccurredAt ?? TimeOf(properties.GetValueOrDefault("hs_lastmodifieddate")) ?? TimeOf(sentAt);
        if (stage == HubSpotStages.Lost)
        {
            yield return HubSpotStages.LostSale($"{id}:{stage}:{asOf?.ToUnixTimeMilliseconds()}", deal, asOf);
        }

        if (stage == HubSpotStages.Won && properties.GetValueOrDefault("amount") is { Length: > 0 } amount)
        {
            yield return ProviderEvent.Of(EventType.Sale, Sale(about, properties, amount, customer, sentAt) with { EventId = $"{id}:sale" }) with { AsOf = asOf };
        }
    }

    // The deal and its sale are the same customer's: a deal without one has a customer of its own.
    private static EventBody Sale(EventBody about, IReadOnlyDictionary<string, string> properties, string amount, string? customer, string? sentAt)
    {
        var currency = properties.GetValueOrDefault("deal_currency_code");
        return about with
        {
            OccurredAt = about.OccurredAt ?? ClosedAt(properties.GetValueOrDefault("closedate"), sentAt),
            InvoiceId = about.Deal,
            Customer = Buyer.Of([customer, $"deal:{about.Deal}"], properties.GetValueOrDefault("email"), company: properties.GetValueOrDefault("company"), country: properties.GetValueOrDefault("country")),
            Amount = MinorUnits.Of(amount, currency),
            Currency = currency,
        };
    }

    // Until a deal is closed its date is only what is hoped for, and people forget to change it.
    private static DateTimeOffset? ClosedAt(string? date, string? sentAt)
    {
        var closed = TimeOf(date);
        return closed is { } at && at.ToUnixTimeMilliseconds() <= Milliseconds(sentAt) ? closed : null;
    }

    private static DateTimeOffset? TimeOf(string? text) => text is null ? null : Instants.Read(text) ?? HubSpotNotification.Time(Milliseconds(text));

    private static long? Milliseconds(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Dictionary<string, string> Plain(params IEnumerable<JsonElement?> objects)
    {
        var plain = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in objects.OfType<JsonElement>().Where(entries => entries.ValueKind == JsonValueKind.Object).SelectMany(entries => entries.EnumerateObject()))
        {
            var value = property.Value.ValueKind == JsonValueKind.Object ? property.Value.Member("value") : property.Value;
            var text = value is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : value?.Text();
            if (text is not null && property.Name() is { } name)
            {
                plain[name] = text;
            }
        }

        return plain;
    }
}
