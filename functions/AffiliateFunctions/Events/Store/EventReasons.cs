namespace AffiliateFunctions.Events.Store;

/// <summary>Reasons of stored events that more than one step of their application looks at.</summary>
internal static class EventReasons
{
    /// <summary>A refund, or a change of a sale, whose sale is not known: it waits for the sale.</summary>
    public const string SaleUnknown = "sale_unknown";

    /// <summary>Nobody is credited for the conversion.</summary>
    public const string NotAttributed = "not_attributed";
}
