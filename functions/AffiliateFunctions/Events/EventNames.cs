using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Events;

/// <summary>The names of the kinds of events, in routes and batches.</summary>
internal static class EventNames
{
    /// <summary>All of them.</summary>
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
    /// An event that was sent alone: its member <c>type</c> is the sale's, unless it names the kind of event once more.
    /// </summary>
    public static EventBody AsSingle(EventBody body) =>
        body with
        {
            Type = null,
            SaleType = body.SaleType ?? (TryParse(body.Type, out _) ? null : body.Type),
        };

    /// <summary>An event of a batch: its member <c>type</c> is the kind of event.</summary>
    public static EventBody AsMember(EventBody body) => body with { Type = null };

    /// <summary>
    /// An event as it is kept: countries and currencies in upper case, an empty list of lines as none, names of
    /// metadata without blanks around them.
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
