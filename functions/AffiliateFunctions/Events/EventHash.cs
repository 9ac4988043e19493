using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Affiliate.Domain.Rules.Parsing;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Events;

/// <summary>
/// Computes the hash of an event's body and caches it, because an event is compared by its hash several times. Copies
/// of an event share this object. All instances are equal, because the hash adds no content to the event.
/// </summary>
internal sealed class EventHash : IEquatable<EventHash>
{
    private Hashed? last;

    /// <summary>Returns the hash of the sent content; see <see cref="TrackingEvent.BodyHash"/>.</summary>
    public string Of(EventType type, EventBody body)
    {
        var known = last;
        if (known is null || known.Type != type || !ReferenceEquals(known.Body, body))
        {
            last = known = new Hashed(type, body, Compute(type, body));
        }

        return known.Hash;
    }

    /// <inheritdoc/>
    public bool Equals(EventHash? other) => other is not null;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EventHash;

    /// <inheritdoc/>
    public override int GetHashCode() => 0;

    private static string Compute(EventType type, EventBody body)
    {
        var counted = body with { ClickId = type == EventType.Click ? null : body.ClickId, Ip = null };
        var sent = JsonSerializer.SerializeToElement(counted, StoredJson.Options);
        var hashed = $"{type}:{CanonicalJson.HashOf(sent)}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(hashed)));
    }

    private sealed record Hashed(EventType Type, EventBody Body, string Hash);
}
