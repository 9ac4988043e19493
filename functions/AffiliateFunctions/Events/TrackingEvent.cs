using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Events;

/// <summary>A checked event on its way through the house.</summary>
/// <param name="Program">The program.</param>
/// <param name="Type">The kind.</param>
/// <param name="Body">What was sent, with its id and time.</param>
/// <param name="ReceivedAt">When it came in.</param>
public sealed record TrackingEvent(ProgramSlug Program, EventType Type, EventBody Body, DateTimeOffset ReceivedAt)
{
    private readonly EventHash hash = new();

    /// <summary>How often it was given another try, by itself or with a mended body: 0 for the first one.</summary>
    [System.Text.Json.Serialization.JsonIgnore(
        Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault
    )]
    public int Attempt { get; init; }

    /// <summary>The invoice that it named before it was mended to name another, which has to forget it.</summary>
    [System.Text.Json.Serialization.JsonIgnore(
        Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull
    )]
    public string? FormerInvoice { get; init; }

    /// <summary>Whether it was one of very many from one network when it came in.</summary>
    [System.Text.Json.Serialization.JsonIgnore(
        Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault
    )]
    public bool IsBurst { get; init; }

    /// <summary>
    /// Whether a shop or a billing system has told it: its coupons can be discounts of the company's own, which name
    /// nobody.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore(
        Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault
    )]
    public bool IsFromShop { get; init; }

    /// <summary>
    /// The ETag of the event's row as it was added, on the way through the queue; null where the row must be read
    /// before the event is applied.
    /// </summary>
    public string? RowVersion { get; init; }

    /// <summary>Of a sale: the time of the state that its provider tells; null where that is not told.</summary>
    [System.Text.Json.Serialization.JsonIgnore(
        Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull
    )]
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>
    /// Of a sale that has changed: which view of its invoice it is told by; 0 for one that is as it was told first.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore(
        Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault
    )]
    public int Revision { get; init; }

    /// <summary>The sender's id.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public EventId Id => EventId.Parse(Body.EventId!);

    /// <summary>When it happened.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public DateTimeOffset At => Body.OccurredAt ?? ReceivedAt;

    /// <summary>
    /// The customer; one of its own for a deal whose company has bought nothing yet. Null where the event has none.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public CustomerId? Customer =>
        CustomerId.TryParse(Body.CustomerId ?? (Deal is { } deal ? $"deal:{deal}" : null), out var customer)
            ? customer
            : null;

    /// <summary>The customer's e-mail address, as far as it is told; a sender may use it as the id.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? Address =>
        Body.Customer?.Email
        ?? (
            Body.CustomerId is { } id && id.Contains('@', StringComparison.Ordinal) && MailAddressText.Fits(id)
                ? id
                : null
        );

    /// <summary>The deal that it names, or null.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public EventId? Deal => EventId.TryParse(Body.Deal, out var deal) ? deal : null;

    /// <summary>
    /// The hash of what was sent: the same id with another hash is a conflict. The time of reception does not count,
    /// nor does the click id that a click is given here, nor the address, of which only the name of its network on that
    /// day is kept.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string BodyHash => hash.Of(Type, Body);

    /// <summary>Checks what a caller sent.</summary>
    public static Result<TrackingEvent> Check(ProgramSlug program, EventType type, EventBody body, DateTimeOffset now)
    {
        var valid = EventValidator.Check(type, body, now);
        return valid.Succeeded ? new TrackingEvent(program, type, EventNames.AsWritten(body), now) : valid.Problem;
    }

    /// <summary>
    /// Checks what a caller sent alone, where <c>type</c> may be the kind of event, or that of the sale; mistakes are
    /// told where they were sent.
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
                $"The address is that of a {StoredJson.NameOf(type)}; leave this out, or send the event to "
                    + $"track/{sent.Type}."
            );
        }

        var valid = Check(program, type, EventNames.AsSingle(sent), now);
        return valid.Succeeded || sent.SaleType is not null ? valid : valid.Problem.At("/sale_type", "/type");
    }
}
