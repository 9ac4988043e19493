using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AffiliateFunctions.OutgoingWebhooks.Deliveries;

/// <summary>
/// When a delivery is tried again: the schedule of Standard Webhooks 1.0, "Deliverability and reliability", each delay
/// longer by up to a tenth, which the delivery's id decides, so that what failed together does not come back together.
/// </summary>
internal static class RetrySchedule
{
    private const double MaxJitter = 0.1;

    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.Zero,
        TimeSpan.FromSeconds(5),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(5),
        TimeSpan.FromHours(10),
        TimeSpan.FromHours(14),
        TimeSpan.FromHours(20),
        TimeSpan.FromHours(24),
    ];

    /// <summary>How many attempts there are, the first one included.</summary>
    public static int Attempts => Delays.Length;

    /// <summary>When the next attempt is, or null after the last.</summary>
    /// <param name="id">The delivery.</param>
    /// <param name="made">How many attempts were made.</param>
    /// <param name="now">The time of the last one.</param>
    /// <param name="retryAfter">How long the endpoint asked to wait; it is heeded as far as the delay after the next
    /// one.</param>
    public static DateTimeOffset? Next(string id, int made, DateTimeOffset now, TimeSpan? retryAfter)
    {
        if (made >= Delays.Length)
        {
            return null;
        }

        var delay = Delays[made] * (1 + (MaxJitter * Fraction(id, made)));
        var most = Delays[Math.Min(made + 1, Delays.Length - 1)];
        var asked =
            retryAfter is { } wanted && wanted < most ? wanted
            : retryAfter is null ? TimeSpan.Zero
            : most;
        return now + (asked > delay ? asked : delay);
    }

    // From zero to one, the same whenever it is computed.
    private static double Fraction(string id, int made) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{id} {made}")))
        / (double)uint.MaxValue;
}
