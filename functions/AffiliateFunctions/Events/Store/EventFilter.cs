using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Events.Store;

/// <summary>Which events are wanted.</summary>
public sealed record EventFilter
{
    /// <summary>Only those that stand there.</summary>
    public EventStatus? Status { get; init; }

    /// <summary>Only those of this kind.</summary>
    public EventType? Type { get; init; }

    /// <summary>Only those that stand where they do for this reason.</summary>
    public string? Reason { get; init; }

    /// <summary>Only those that happened from then on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only those that happened before then.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>The comparisons, to be appended to a filter.</summary>
    public string Query() =>
        Comparisons() + (From is { } from ? TableClient.CreateQueryFilter($" and occurred_at ge {from}") : null);

    /// <summary>
    /// The same for rows that hold many clicks, too: such a row is found where some of its clicks can be wanted.
    /// </summary>
    public string QueryOfClicks() =>
        Comparisons()
        + (
            From is { } from
                ? TableClient.CreateQueryFilter($" and (occurred_at ge {from} or last_at ge {from})")
                : null
        );

    /// <summary>Whether an event of that time is wanted.</summary>
    public bool IsInTime(DateTimeOffset at) => at >= (From ?? at) && (Before is not { } before || at < before);

    private string Comparisons() =>
        string.Concat(
            Status is { } status ? TableClient.CreateQueryFilter($" and status eq {StoredJson.NameOf(status)}") : null,
            Type is { } type ? TableClient.CreateQueryFilter($" and type eq {StoredJson.NameOf(type)}") : null,
            Reason is { } reason ? TableClient.CreateQueryFilter($" and reason eq {reason}") : null,
            Before is { } before ? TableClient.CreateQueryFilter($" and occurred_at lt {before}") : null
        );
}
