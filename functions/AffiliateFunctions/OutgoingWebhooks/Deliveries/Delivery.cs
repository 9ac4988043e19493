namespace AffiliateFunctions.OutgoingWebhooks.Deliveries;

/// <summary>The sending of one notice to one endpoint.</summary>
public sealed record Delivery
{
    // What is told of a delivery that was sent again by hand many times.
    private const int MaxAttempts = 30;

    /// <summary>The webhook's id: the same for the same cause, whatever the endpoint.</summary>
    public required string Id { get; init; }

    /// <summary>The type of the notice.</summary>
    public required string Type { get; init; }

    /// <summary>The exact body.</summary>
    public required string Payload { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The status.</summary>
    public DeliveryStatus Status { get; init; }

    /// <summary>
    /// Why it failed without an attempt, or was given up: <c>endpoint_disabled</c>, <c>gone</c> or
    /// <c>attempts_exhausted</c>.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>How many steps of <see cref="RetrySchedule"/> it has made.</summary>
    public int Step { get; init; }

    /// <summary>The latest attempts, in order.</summary>
    public IReadOnlyList<DeliveryAttempt> Attempts { get; init; } = [];

    /// <summary>When it is due; null once it was delivered or has failed.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>The delivery after an attempt.</summary>
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

    /// <summary>The delivery, given up.</summary>
    public Delivery Failed(string reason) =>
        this with
        {
            Status = DeliveryStatus.Failed,
            Reason = reason,
            NextAttemptAt = null,
        };

    /// <summary>The delivery, due again with its schedule from the beginning.</summary>
    public Delivery Again(DateTimeOffset at) =>
        this with
        {
            Status = DeliveryStatus.Pending,
            Reason = null,
            Step = 0,
            NextAttemptAt = at,
        };
}

/// <summary>Where a delivery stands.</summary>
public enum DeliveryStatus
{
    /// <summary>It is due, now or later.</summary>
    Pending,

    /// <summary>The endpoint took it.</summary>
    Delivered,

    /// <summary>It was given up.</summary>
    Failed,
}

/// <summary>One attempt.</summary>
/// <param name="At">When.</param>
/// <param name="StatusCode">What was answered, if anything was.</param>
/// <param name="Error">Why nothing was answered.</param>
/// <param name="Response">The beginning of the answer, where it was a refusal.</param>
/// <param name="Ms">How long it took, in milliseconds.</param>
public sealed record DeliveryAttempt(DateTimeOffset At, int? StatusCode, string? Error, string? Response, long Ms)
{
    private const int GoneStatus = 410;

    /// <summary>Whether the endpoint took it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool Succeeded => StatusCode is >= 200 and <= 299;

    /// <summary>Whether the endpoint said that it is gone.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsGone => StatusCode == GoneStatus;
}
