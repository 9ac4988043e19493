using Azure.Data.Tables;
using Google.Protobuf.WellKnownTypes;
using LocalHost.Durable.Storage;
using Microsoft.DurableTask.Protobuf;

namespace LocalHost.Durable.Client;

/// <summary>Selects the instances of a query or a purge.</summary>
/// <param name="CreatedFrom">The earliest time of creation.</param>
/// <param name="CreatedTo">The latest time of creation.</param>
/// <param name="Statuses">The statuses; empty for all.</param>
/// <param name="IdPrefix">The prefix of the ids.</param>
internal sealed record InstanceFilter(
    Timestamp? CreatedFrom,
    Timestamp? CreatedTo,
    IReadOnlyCollection<OrchestrationStatus> Statuses,
    string? IdPrefix
)
{
    /// <summary>Returns the filter over the columns of the heads.</summary>
    /// <returns>The filter; null for all instances.</returns>
    public string? ToTableFilter()
    {
        var conditions = new List<string>();
        if (CreatedFrom is not null)
        {
            conditions.Add(TableClient.CreateQueryFilter($"CreatedAt ge {CreatedFrom.ToDateTimeOffset()}"));
        }

        if (CreatedTo is not null)
        {
            conditions.Add(TableClient.CreateQueryFilter($"CreatedAt le {CreatedTo.ToDateTimeOffset()}"));
        }

        if (Statuses.Count > 0)
        {
            conditions.Add($"({string.Join(" or ", Statuses.Select(status => $"Status eq '{status}'"))})");
        }

        if (IdPrefix is { Length: > 0 })
        {
            var first = InstanceKeys.Partition(IdPrefix);
            var end = first[..^1] + (char)(first[^1] + 1);
            conditions.Add(TableClient.CreateQueryFilter($"PartitionKey ge {first} and PartitionKey lt {end}"));
        }

        return conditions.Count > 0 ? string.Join(" and ", conditions) : null;
    }
}
