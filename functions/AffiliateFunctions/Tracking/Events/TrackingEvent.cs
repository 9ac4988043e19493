using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules.Parsing;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Tracking.Events;

/// <summary>A checked event on its way through the house.</summary>
/// <param name="Program">The program.</param>
/// <param name="Type">The kind.</param>
/// <param name="Body">What was sent, with its id and time.</param>
/// <param name="ReceivedAt">When it came in.</param>
internal sealed record TrackingEvent(ProgramSlug Program, EventType Type, EventBody Body, DateTimeOffset ReceivedAt)
{
    /// <summary>The sender's id.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public EventId Id => EventId.Parse(Body.EventId!);

    /// <summary>When it happened.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public DateTimeOffset At => Body.OccurredAt ?? ReceivedAt;

    /// <summary>
    /// The hash of what was sent: the same id with another hash is a conflict. The time of reception does not count, nor does the
    /// click id that a click is given here.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string BodyHash
    {
        get
        {
            var sent = JsonSerializer.SerializeToElement(Type == EventType.Click ? Body with { ClickId = null } : Body, StoredJson.Options);
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Type}:{CanonicalJson.HashOf(sent)}")));
        }
    }

    /// <summary>Checks what a caller sent.</summary>
    public static Result<TrackingEvent> Check(ProgramSlug program, EventType type, EventBody body, DateTimeOffset now)
    {
        var valid = new EventValidator(type, now).Check(body);
        return valid.Succeeded ? new TrackingEvent(program, type, body, now) : valid.Problem;
    }
}
