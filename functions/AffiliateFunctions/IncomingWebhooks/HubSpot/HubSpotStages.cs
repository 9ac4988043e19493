using AffiliateFunctions.Events;

namespace AffiliateFunctions.IncomingWebhooks.HubSpot;

/// <summary>
/// The stages of HubSpot's first pipeline as ours
/// (https://knowledge.hubspot.com/object-settings/set-up-and-customize-pipelines). A merchant's own stages have numbers
/// for names; they say nothing to us, unless a workflow sends one of our names in their place.
/// </summary>
internal static class HubSpotStages
{
    public const string Won = "closed_won";

    public const string Lost = "closed_lost";

    /// <summary>Our stage, or null.</summary>
    public static string? Of(string? stage) =>
        stage switch
        {
            "appointmentscheduled" or "presentationscheduled" => "meeting",
            "qualifiedtobuy" => "qualified",
            "decisionmakerboughtin" or "contractsent" => "negotiation",
            "closedwon" => Won,
            "closedlost" => Lost,
            "qualified" or "meeting" or "negotiation" or Won or Lost or "unqualified" => stage,
            _ => null,
        };

    /// <summary>
    /// What becomes of the sale of a deal that was won and is lost after all: nothing is left of it. A deal that was
    /// never won has none.
    /// </summary>
    /// <param name="id">The event of the stage.</param>
    /// <param name="deal">HubSpot's id of the deal.</param>
    /// <param name="at">When the deal was lost.</param>
    public static ProviderEvent LostSale(string id, string deal, DateTimeOffset? at) =>
        ProviderEvent.Of(
            EventType.SaleChange,
            new EventBody
            {
                EventId = $"{id}:sale",
                OccurredAt = at,
                InvoiceId = Deal(deal),
                Amount = 0,
                Reason = EventBody.DealLost,
            }
        ) with
        {
            AsOf = at,
            IsUpdate = true,
        };

    /// <summary>
    /// What the sale of a deal comes to, whose amount was corrected; the notification does not tell the currency.
    /// </summary>
    /// <param name="deal">HubSpot's id of the deal.</param>
    /// <param name="amount">The amount, as a decimal number.</param>
    /// <param name="id">The notification.</param>
    /// <param name="at">When the amount was corrected.</param>
    public static ProviderEvent SaleOf(string deal, string amount, string id, DateTimeOffset? at) =>
        ProviderEvent.Of(
            EventType.SaleChange,
            new EventBody
            {
                EventId = id,
                OccurredAt = at,
                InvoiceId = Deal(deal),
            }
        ) with
        {
            AsOf = at,
            IsUpdate = true,
            AmountInSaleCurrency = amount,
        };

    /// <summary>The name of a deal of HubSpot's here.</summary>
    public static string Deal(string id) => $"hubspot:{id}";
}
