using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Events;

/// <summary>A validated event during its processing.</summary>
/// <param name="Program">The program.</param>
/// <param name="Type">The type of the event.</param>
/// <param name="Body">The sent content, with its id and time.</param>
/// <param name="ReceivedAt">When the event was received.</param>
public sealed record TrackingEvent(ProgramSlug Program, EventType Type, EventBody Body, DateTimeOffset ReceivedAt)
{
    private readonly EventHash hash = new();

    /// <summary>The number of retries, unchanged or with a corrected body: 0 for the first attempt.</summary>
    [System.Text.Json.Serialization.JsonIgnore(
        Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault
    )]
    public int Attempt { get; init; }

    /// <summary>
    /// The invoice that the event named before a correction. The event has to be removed from that invoice.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore(
        Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull
    )]
    public string? FormerInvoice { get; init; }

    /// <summary>Whether the event was received among unusually many events from one network.</summary>
    [System.Text.Json.Serialization.JsonIgnore(
        Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault
    )]
    public bool IsBurst { get; init; }

    /// <summary>
    /// Whether a shop or a billing system reported the event. Its coupons can be the company's own discounts, which
    /// identify no partner.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore(
        Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault
    )]
    public bool IsFromShop { get; init; }

    /// <summary>
    /// Whether the partner who is credited has reported the event itself. Only this app sets the value, not the sender.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore(
        Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault
    )]
    public bool IsFromPartner { get; init; }

    /// <summary>
    /// The ETag of the event's row as it was added, while the event is in the queue; null if the row must be read
    /// before the event is applied.
    /// </summary>
    public string? RowVersion { get; init; }

    /// <summary>
    /// The trace of the request that sent the event, as <c>traceparent</c> of https://www.w3.org/TR/trace-context; null if
    /// the trace is not exported.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore(
        Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull
    )]
    public string? TraceParent { get; init; }

    /// <summary>For a sale, the time of the state that its provider reports; null if not reported.</summary>
    [System.Text.Json.Serialization.JsonIgnore(
        Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull
    )]
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>
    /// For a changed sale, the view of its invoice that the figures come from; 0 for a sale in its first state.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore(
        Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault
    )]
    public int Revision { get; init; }

    /// <summary>The event id that the sender chose.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public EventId Id => EventId.Parse(Body.EventId!);

    /// <summary>When the event occurred.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public DateTimeOffset At => Body.OccurredAt ?? ReceivedAt;

    /// <summary>
    /// The customer. A deal whose company has bought nothing yet has a customer of its own. Null if the event has no
    /// customer.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public CustomerId? Customer =>
        CustomerId.TryParse(Body.CustomerId ?? (Deal is { } deal ? $"deal:{deal}" : null), out var customer)
            ? customer
            : null;

    /// <summary>The customer's e-mail address, if given. A sender may use the address as the customer id.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? Address =>
        Body.Customer?.Email
        ?? (
            Body.CustomerId is { } id && id.Contains('@', StringComparison.Ordinal) && MailAddressText.Fits(id)
                ? id
                : null
        );

    /// <summary>The deal that the event names, or null.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public EventId? Deal => EventId.TryParse(Body.Deal, out var deal) ? deal : null;

    /// <summary>
    /// The hash of the sent content; the same id with another hash is a conflict. The hash excludes the time of
    /// receipt, the assigned click id of a click, and the IP address, of which only a daily pseudonym of the network is
    /// stored.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string BodyHash => hash.Of(Type, Body);

    /// <summary>Validates what a caller sent.</summary>
    public static Result<TrackingEvent> Check(ProgramSlug program, EventType type, EventBody body, DateTimeOffset now)
    {
        var valid = EventValidator.Check(type, body, now);
        return valid.Succeeded ? new TrackingEvent(program, type, EventNames.AsWritten(body), now) : valid.Problem;
    }

    /// <summary>
    /// Validates an event that was sent alone, where <c>type</c> may be the type of the event or of the sale. Errors
    /// point to the members as they were sent.
    /// </summary>
    public static Result<TrackingEvent> CheckSingle(
        ProgramSlug program,
        EventType type,
        EventBody sent,
        DateTimeOffset now
    )
    {
        if (EventNames.TryParse(sent.Type, out var named) && named != type)
        {
            return Problem.Invalid(
                "/type",
                $"This address accepts the type {StoredJson.NameOf(type)}; leave this out, or send the event to "
                    + $"track/{sent.Type}."
            );
        }

        var valid = Check(program, type, EventNames.AsSingle(sent), now);
        return valid.Succeeded || sent.SaleType is not null ? valid : valid.Problem.At("/sale_type", "/type");
    }
}
