using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Events;

/// <summary>The names of the event types in routes and batches.</summary>
internal static class EventNames
{
    /// <summary>All names, as a phrase.</summary>
    public const string All = "click, lead, stage, sale, sale_change and refund";

    private static readonly Dictionary<string, EventType> Types = Enum.GetValues<EventType>()
        .ToDictionary(StoredJson.NameOf, StringComparer.Ordinal);

    /// <summary>Reads a name.</summary>
    public static bool TryParse(string? name, out EventType type)
    {
        type = EventType.Click;
        return name is not null && Types.TryGetValue(name, out type);
    }

    /// <summary>
    /// Returns an event that was sent alone. Its member <c>type</c> is the type of the sale, unless it repeats the type
    /// of the event.
    /// </summary>
    public static EventBody AsSingle(EventBody body) =>
        body with
        {
            Type = null,
            SaleType = body.SaleType ?? (TryParse(body.Type, out _) ? null : body.Type),
        };

    /// <summary>Returns an event of a batch. Its member <c>type</c> is the type of the event.</summary>
    public static EventBody AsMember(EventBody body) => body with { Type = null };

    /// <summary>
    /// Returns an event as it is stored: countries and currencies in upper case, null for an empty list of lines, and
    /// names of metadata without surrounding spaces.
    /// </summary>
    public static EventBody AsWritten(EventBody body) =>
        body with
        {
            Lines = body.Lines is { Count: > 0 } ? body.Lines : null,
            Currency = body.Currency?.ToUpperInvariant(),
            PaidCurrency = body.PaidCurrency?.ToUpperInvariant(),
            Country = body.Country?.ToUpperInvariant(),
            Metadata = SentMetadata.Trimmed(body.Metadata),
            Customer = body.Customer is { Country: { } country } customer
                ? customer with
                {
                    Country = country.ToUpperInvariant(),
                }
                : body.Customer,
        };
}
