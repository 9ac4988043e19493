using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AffiliateFunctions.OutgoingWebhooks.Deliveries;

/// <summary>
/// Decides when a delivery is retried, by the schedule of Standard Webhooks 1.0, "Deliverability and reliability". Each
/// delay is extended by up to a tenth, derived from the delivery's id, so that deliveries that failed together are not
/// retried together.
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

    /// <summary>The maximum number of attempts, including the first one.</summary>
    public static int Attempts => Delays.Length;

    /// <summary>Returns the time of the next attempt, or null after the last one.</summary>
    /// <param name="id">The delivery.</param>
    /// <param name="made">The number of attempts so far.</param>
    /// <param name="now">The time of the last attempt.</param>
    /// <param name="retryAfter">The wait that the endpoint requested; it is limited to the delay after the next
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

    // Returns a number from zero to one, always the same for the same arguments.
    private static double Fraction(string id, int made) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{id} {made}")))
        / (double)uint.MaxValue;
}
