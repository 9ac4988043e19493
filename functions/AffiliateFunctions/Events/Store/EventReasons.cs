namespace AffiliateFunctions.Events.Store;

/// <summary>Reasons of stored events that several steps of event processing read.</summary>
internal static class EventReasons
{
    /// <summary>The sale of a refund or of a sale change is unknown; the event waits for the sale.</summary>
    public const string SaleUnknown = "sale_unknown";

    /// <summary>No partner is credited for the conversion.</summary>
    public const string NotAttributed = "not_attributed";
}
