using System.Globalization;

namespace AffiliateFunctions.OutgoingWebhooks.Deliveries;

/// <summary>
/// The keys of an endpoint's deliveries in the table <c>webhooks</c>: one partition for each endpoint holds the
/// deliveries, newest first, the index by their ids, and what is due, soonest first. What concerns one delivery changes
/// in one transaction.
/// </summary>
internal static class DeliveryKeys
{
    public const string Deliveries = "delivery:";
    public const string DeliveriesEnd = "delivery;";
    public const string Due = "due:";

    private const int Digits = 19;

    public static string Partition(global::AffiliateFunctions.OutgoingWebhooks.Endpoints.EndpointKey key) =>
        $"{key.Program}:{key.Endpoint}";

    public static string Delivery(Delivery delivery) => $"{NewestUntil(delivery.CreatedAt)}:{delivery.Id}";

    /// <summary>The least key of the deliveries that were made then or earlier.</summary>
    public static string NewestUntil(DateTimeOffset at) => Deliveries + Text(long.MaxValue - at.UtcTicks);

    public static string Id(string id) => $"id:{id}";

    public static string DueRow(DateTimeOffset at, string id) => $"{Due}{Text(at.UtcTicks)}:{id}";

    /// <summary>The first key after what is due at the given time.</summary>
    public static string DueEnd(DateTimeOffset at) => $"{Due}{Text(at.UtcTicks)};";

    public static DateTimeOffset DueAt(string row) =>
        new(long.Parse(row.AsSpan(Due.Length, Digits), CultureInfo.InvariantCulture), TimeSpan.Zero);

    private static string Text(long ticks) => ticks.ToString("D19", CultureInfo.InvariantCulture);
}
