using System.Text.Json;
using LocalHost.Durable.Engine;
using Azure.Data.Tables;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LocalHost.Durable.Storage;

/// <summary>Heads, steps and messages as rows, and back.</summary>
internal static class InstanceRows
{
    /// <summary>The head whole.</summary>
    public static TableEntity OfHead(InstanceHead head)
    {
        var row = OfChange(head);
        row["Id"] = head.Id;
        row["Name"] = head.Name;
        row["CreatedAt"] = head.CreatedAt;
        row["StartAt"] = head.StartAt;
        row.SetText("Parent", Json(head.Parent));
        row.SetText("Input", head.Input);
        return row;
    }

    /// <summary>What a step may change of the head; the input stays, unless a new run begins.</summary>
    public static TableEntity OfChange(InstanceHead head)
    {
        var row = new TableEntity(InstanceKeys.Partition(head.Id), InstanceKeys.Head)
        {
            ["Status"] = head.Status.ToString(),
            ["Owner"] = head.Owner,
            ["UpdatedAt"] = head.UpdatedAt,
            ["Generation"] = head.Generation,
            ["Steps"] = head.Steps,
            ["IsActive"] = head.IsActive,
            ["IsUnreported"] = head.IsUnreported,
        };
        row.SetText("Output", head.Output);
        row.SetText("CustomStatus", head.CustomStatus);
        row.SetText("Failure", Json(head.Failure));
        return row;
    }

    public static InstanceHead ToHead(TableEntity row) => new()
    {
        Id = row.GetString("Id"),
        Name = row.GetString("Name"),
        Status = Enum.Parse<OrchestrationRuntimeStatus>(row.GetString("Status")),
        Owner = row.GetString("Owner"),
        CreatedAt = row.GetDateTimeOffset("CreatedAt")!.Value,
        UpdatedAt = row.GetDateTimeOffset("UpdatedAt")!.Value,
        StartAt = row.GetDateTimeOffset("StartAt"),
        Generation = row.GetInt32("Generation")!.Value,
        Steps = row.GetInt32("Steps")!.Value,
        IsUnreported = row.GetBoolean("IsUnreported") ?? false,
        Input = row.GetText("Input"),
        Output = row.GetText("Output"),
        CustomStatus = row.GetText("CustomStatus"),
        Failure = Read<TaskFailureDetails>(row.GetText("Failure")),
        Parent = Read<ParentTask>(row.GetText("Parent")),
    };

    /// <summary>One step: as many rows as its events need.</summary>
    public static IEnumerable<TableEntity> OfStep(string instanceId, int generation, int step, IReadOnlyList<HistoryEvent> events)
    {
        var text = HistoryEvent.Write(events);
        for (var (from, part) = (0, 0); from < text.Length; from += TextColumns.MostInRow, part++)
        {
            var row = new TableEntity(InstanceKeys.Partition(instanceId), InstanceKeys.Step(generation, step, part));
            row.SetText("Events", text.Substring(from, Math.Min(TextColumns.MostInRow, text.Length - from)));
            yield return row;
        }
    }

    /// <summary>The events of a run from its rows, in the order of their keys.</summary>
    public static List<HistoryEvent> ToHistory(IEnumerable<TableEntity> rows)
        => [.. rows
            .GroupBy(row => row.RowKey[..row.RowKey.LastIndexOf(':')])
            .SelectMany(step => HistoryEvent.Read(string.Concat(step.Select(row => row.GetText("Events")))))];

    public static TableEntity OfMessage(string instanceId, string name, InstanceMessage message)
    {
        var row = new TableEntity(InstanceKeys.Partition(instanceId), InstanceKeys.Inbox(name));
        row.SetText("Message", Json(message));
        return row;
    }

    public static InstanceMessage ToMessage(TableEntity row) => Read<InstanceMessage>(row.GetText("Message"))! with { Row = row.RowKey };

    private static string? Json<T>(T? value)
        where T : class => value is null ? null : JsonSerializer.Serialize(value);

    private static T? Read<T>(string? json)
        where T : class => json is null ? null : JsonSerializer.Deserialize<T>(json);
}
