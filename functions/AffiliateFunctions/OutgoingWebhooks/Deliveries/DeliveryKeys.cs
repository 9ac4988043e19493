using System.Globalization;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;

namespace AffiliateFunctions.OutgoingWebhooks.Deliveries;

/// <summary>
/// The keys of an endpoint's deliveries in the table <c>webhooks</c>. Each endpoint has one partition with its
/// deliveries, newest first, an index by delivery id, and the due rows, soonest first. All rows of one delivery change
/// in one transaction.
/// </summary>
internal static class DeliveryKeys
{
    public const string Deliveries = "delivery:";
    public const string DeliveriesEnd = "delivery;";
    public const string Due = "due:";

    private const int Digits = 19;

    public static string Partition(EndpointKey key) => $"{key.Program}:{key.Endpoint}";

    public static string Delivery(Delivery delivery) => $"{NewestUntil(delivery.CreatedAt)}:{delivery.Id}";

    /// <summary>Returns the smallest key of the deliveries created at the given time or earlier.</summary>
    public static string NewestUntil(DateTimeOffset at) => Deliveries + Text(long.MaxValue - at.UtcTicks);

    public static string Id(string id) => $"id:{id}";

    public static string DueRow(DateTimeOffset at, string id) => $"{Due}{Text(at.UtcTicks)}:{id}";

    /// <summary>Returns the first key after the rows that are due at the given time.</summary>
    public static string DueEnd(DateTimeOffset at) => $"{Due}{Text(at.UtcTicks)};";

    public static DateTimeOffset DueAt(string row) =>
        new(long.Parse(row.AsSpan(Due.Length, Digits), CultureInfo.InvariantCulture), TimeSpan.Zero);

    private static string Text(long ticks) => ticks.ToString("D19", CultureInfo.InvariantCulture);
}
