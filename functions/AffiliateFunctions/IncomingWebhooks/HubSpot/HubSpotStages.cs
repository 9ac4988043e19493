using AffiliateFunctions.Events;

namespace AffiliateFunctions.IncomingWebhooks.HubSpot;

/// <summary>
/// Maps the stages of HubSpot's default pipeline to the stages of the program
/// (https://knowledge.hubspot.com/object-settings/set-up-and-customize-pipelines). A merchant's own stages have numeric
/// ids and are ignored, unless a workflow sends a stage of the program instead.
/// </summary>
internal static class HubSpotStages
{
    public const string Won = "closed_won";

    public const string Lost = "closed_lost";

    /// <summary>Returns the stage of the program, or null.</summary>
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
    /// Creates the change that reduces the sale of a won deal to nothing, because the deal was lost afterwards. A deal
    /// that was never won has no sale.
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
    /// Creates the change of a deal's sale after its amount was corrected. The notification does not contain the
    /// currency.
    /// </summary>
    /// <param name="deal">HubSpot's id of the deal.</param>
    /// <param name="amount">The amount, as a decimal number.</param>
    /// <param name="id">The id of the notification.</param>
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

    /// <summary>Returns the id of a HubSpot deal in this system.</summary>
    public static string Deal(string id) => $"hubspot:{id}";
}
