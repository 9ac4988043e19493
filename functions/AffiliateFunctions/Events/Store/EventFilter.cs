using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Events.Store;

/// <summary>Selects events.</summary>
public sealed record EventFilter
{
    /// <summary>Only events with this status.</summary>
    public EventStatus? Status { get; init; }

    /// <summary>Only events of this type.</summary>
    public EventType? Type { get; init; }

    /// <summary>Only events whose status has this reason.</summary>
    public string? Reason { get; init; }

    /// <summary>Only events that occurred at or after this time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only events that occurred before this time.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>
    /// Also events that occurred before <see cref="From"/> and had no outcome before this time; null for none.
    /// </summary>
    public DateTimeOffset? LateSince { get; init; }

    /// <summary>Returns the comparisons, to be appended to a filter.</summary>
    public string Query() =>
        Comparisons()
        + (From, LateSince) switch
        {
            ({ } from, { } late) => TableClient.CreateQueryFilter(
                $" and (occurred_at ge {from} or applied_at ge {late} or status eq {StoredJson.NameOf(EventStatus.Accepted)})"
            ),
            ({ } from, null) => TableClient.CreateQueryFilter($" and occurred_at ge {from}"),
            _ => null,
        };

    /// <summary>
    /// Returns the comparisons for rows that can hold many clicks. Such a row matches if some of its clicks can match.
    /// </summary>
    public string QueryOfClicks() =>
        Comparisons()
        + (
            From is { } from
                ? TableClient.CreateQueryFilter($" and (occurred_at ge {from} or last_at ge {from})")
                : null
        );

    /// <summary>Whether an event of that time is selected.</summary>
    public bool IsInTime(DateTimeOffset at) => at >= (From ?? at) && (Before is not { } before || at < before);

    private string Comparisons() =>
        string.Concat(
            Status is { } status ? TableClient.CreateQueryFilter($" and status eq {StoredJson.NameOf(status)}") : null,
            Type is { } type ? TableClient.CreateQueryFilter($" and type eq {StoredJson.NameOf(type)}") : null,
            Reason is { } reason ? TableClient.CreateQueryFilter($" and reason eq {reason}") : null,
            Before is { } before ? TableClient.CreateQueryFilter($" and occurred_at lt {before}") : null
        );
}
