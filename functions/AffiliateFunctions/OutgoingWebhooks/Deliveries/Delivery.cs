namespace AffiliateFunctions.OutgoingWebhooks.Deliveries;

/// <summary>The delivery of one webhook event to one endpoint.</summary>
public sealed record Delivery
{
    // The number of attempts kept when a delivery is sent again by hand many times.
    private const int MaxAttempts = 30;

    /// <summary>The id of the webhook event: the same for the same cause at every endpoint.</summary>
    public required string Id { get; init; }

    /// <summary>The type of the webhook event.</summary>
    public required string Type { get; init; }

    /// <summary>The exact request body.</summary>
    public required string Payload { get; init; }

    /// <summary>When the delivery was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The status.</summary>
    public DeliveryStatus Status { get; init; }

    /// <summary>
    /// Why the delivery failed without an attempt or was given up: <c>endpoint_disabled</c>, <c>endpoint_removed</c>,
    /// <c>gone</c> or <c>attempts_exhausted</c>.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>The number of steps of <see cref="RetrySchedule"/> that are done.</summary>
    public int Step { get; init; }

    /// <summary>The latest attempts, in chronological order.</summary>
    public IReadOnlyList<DeliveryAttempt> Attempts { get; init; } = [];

    /// <summary>When the next attempt is due; null once the delivery succeeded or failed.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>Returns the delivery after an attempt.</summary>
    public Delivery After(DeliveryAttempt attempt, TimeSpan? retryAfter)
    {
        var tried = this with
        {
            Step = Step + 1,
            Attempts = [.. Attempts.TakeLast(MaxAttempts - 1), attempt],
            NextAttemptAt = null,
        };
        return attempt.Succeeded ? tried with { Status = DeliveryStatus.Delivered }
            : attempt.IsGone ? tried.Failed("gone")
            : RetrySchedule.Next(Id, tried.Step, attempt.At, retryAfter) is { } next
                ? tried with
                {
                    NextAttemptAt = next,
                }
            : tried.Failed("attempts_exhausted");
    }

    /// <summary>Returns the delivery as failed.</summary>
    public Delivery Failed(string reason) =>
        this with
        {
            Status = DeliveryStatus.Failed,
            Reason = reason,
            NextAttemptAt = null,
        };

    /// <summary>Returns the delivery as due again, with its retry schedule from the beginning.</summary>
    public Delivery Again(DateTimeOffset at) =>
        this with
        {
            Status = DeliveryStatus.Pending,
            Reason = null,
            Step = 0,
            NextAttemptAt = at,
        };
}

/// <summary>The status of a delivery.</summary>
public enum DeliveryStatus
{
    /// <summary>An attempt is due, now or later.</summary>
    Pending,

    /// <summary>The endpoint accepted the webhook event.</summary>
    Delivered,

    /// <summary>The delivery was given up.</summary>
    Failed,
}

/// <summary>One attempt of a delivery.</summary>
/// <param name="At">When the attempt started.</param>
/// <param name="StatusCode">The HTTP status of the response, if there was one.</param>
/// <param name="Error">Why there was no response.</param>
/// <param name="Response">The beginning of the response body, when the endpoint rejected the request.</param>
/// <param name="Ms">The duration in milliseconds.</param>
public sealed record DeliveryAttempt(DateTimeOffset At, int? StatusCode, string? Error, string? Response, long Ms)
{
    private const int GoneStatus = 410;

    /// <summary>Whether the endpoint accepted the webhook event.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool Succeeded => StatusCode is >= 200 and <= 299;

    /// <summary>Whether the endpoint responded that it is gone.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsGone => StatusCode == GoneStatus;
}
