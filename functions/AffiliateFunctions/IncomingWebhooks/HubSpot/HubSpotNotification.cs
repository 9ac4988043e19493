using System.Text.Json;
using AffiliateFunctions.Events;

namespace AffiliateFunctions.IncomingWebhooks.HubSpot;

/// <summary>
/// Reads a notification that the stage or the amount of a deal has changed
/// (https://developers.hubspot.com/docs/api/webhooks#webhook-payloads).
/// </summary>
internal static class HubSpotNotification
{
    private const string Deals = "0-3";

    /// <summary>
    /// Returns the event of the stage. HubSpot's <c>eventId</c> may not be unique, so the event id consists of account,
    /// deal and time.
    /// </summary>
    public static IEnumerable<ProviderEvent> Read(JsonElement sent)
    {
        if (sent.Id("objectId") is not { } deal)
        {
            return [];
        }

        var time = sent.Number("occurredAt");
        var property = sent.Text("propertyName") ?? "-";
        var timeOrEventId = time?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? sent.Id("eventId");
        var id = $"hubspot:{sent.Id("portalId")}:{deal}:{property}:{timeOrEventId}";
        if (IsOfDeal(sent, "amount") && sent.Text("propertyValue") is { } amount)
        {
            return [HubSpotStages.SaleOf(deal, amount, id, Time(time))];
        }

        if (!IsOfDeal(sent, "dealstage") || HubSpotStages.Of(sent.Text("propertyValue")) is not { } stage)
        {
            return [ProviderEvent.Ignored(id, EventType.Stage, IgnoredReasons.UnknownStage)];
        }

        var told = ProviderEvent.Of(
            EventType.Stage,
            new EventBody
            {
                EventId = id,
                OccurredAt = Time(time),
                Deal = HubSpotStages.Deal(deal),
                Stage = stage,
            }
        );
        return stage == HubSpotStages.Lost ? [told, HubSpotStages.LostSale(id, deal, Time(time))] : [told];
    }

    /// <summary>Returns a number of milliseconds since 1970 as a time, or null.</summary>
    public static DateTimeOffset? Time(long? milliseconds) =>
        milliseconds is >= 0 and < 253_402_300_800_000 and var known
            ? DateTimeOffset.FromUnixTimeMilliseconds(known)
            : null;

    private static bool IsOfDeal(JsonElement sent, string property) =>
        sent.Text("propertyName") == property
        && (
            sent.Text("subscriptionType") == "deal.propertyChange"
            || (sent.Text("subscriptionType") == "object.propertyChange" && sent.Text("objectTypeId") == Deals)
        );
}
