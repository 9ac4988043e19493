using System.Text.Json;
using Azure.Data.Tables;
using Google.Protobuf;
using LocalHost.Durable.Engine;
using Microsoft.DurableTask.Protobuf;

namespace LocalHost.Durable.Storage;

/// <summary>Converts heads and messages to rows and back.</summary>
internal static class InstanceRows
{
    /// <summary>Converts a whole head to a row.</summary>
    /// <param name="head">The head.</param>
    /// <returns>The row.</returns>
    public static TableEntity OfHead(InstanceHead head)
    {
        var row = OfChange(head);
        row["Id"] = head.Id;
        row["Name"] = head.Name;
        row["Version"] = head.Version;
        row["CreatedAt"] = head.CreatedAt;
        row["StartAt"] = head.StartAt;
        row.SetText("Tags", head.Tags.Count > 0 ? Json(head.Tags) : null);
        row.SetText("Parent", Json(head.Parent));
        row.SetText("Input", head.Input);
        return row;
    }

    /// <summary>Converts the changed part of a head to a row. The input changes only when a new run begins.</summary>
    /// <param name="head">The head.</param>
    /// <returns>The row.</returns>
    public static TableEntity OfChange(InstanceHead head)
    {
        var row = new TableEntity(InstanceKeys.Partition(head.Id), InstanceKeys.Head)
        {
            ["Status"] = head.Status.ToString(),
            ["Owner"] = head.Owner,
            ["UpdatedAt"] = head.UpdatedAt,
            ["Generation"] = head.Generation,
            ["ExecutionId"] = head.ExecutionId,
            ["Steps"] = head.Steps,
            ["IsActive"] = head.IsActive,
            ["IsUnreported"] = head.IsUnreported,
        };
        row.SetText("Output", head.Output);
        row.SetText("CustomStatus", head.CustomStatus);
        row.SetBytes("Failure", head.Failure?.ToByteArray());
        return row;
    }

    /// <summary>Reads a head.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The head.</returns>
    public static InstanceHead ToHead(TableEntity row) =>
        new()
        {
            Id = row.GetString("Id"),
            Name = row.GetString("Name"),
            Version = row.GetString("Version"),
            Tags = Read<Dictionary<string, string>>(row.GetText("Tags")) ?? [],
            Status = Enum.Parse<OrchestrationStatus>(row.GetString("Status")),
            Owner = row.GetString("Owner"),
            CreatedAt = row.GetDateTimeOffset("CreatedAt")!.Value,
            UpdatedAt = row.GetDateTimeOffset("UpdatedAt")!.Value,
            StartAt = row.GetDateTimeOffset("StartAt"),
            Generation = row.GetInt32("Generation")!.Value,
            ExecutionId = row.GetString("ExecutionId"),
            Steps = row.GetInt32("Steps")!.Value,
            IsUnreported = row.GetBoolean("IsUnreported") ?? false,
            Input = row.GetText("Input"),
            Output = row.GetText("Output"),
            CustomStatus = row.GetText("CustomStatus"),
            Failure = row.GetBytes("Failure") is { } failure ? TaskFailureDetails.Parser.ParseFrom(failure) : null,
            Parent = Read<ParentTask>(row.GetText("Parent")),
        };

    /// <summary>Converts a message to a row of an instance's inbox.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="name">The name of the message.</param>
    /// <param name="message">The message.</param>
    /// <returns>The row.</returns>
    public static TableEntity OfMessage(string instanceId, string name, InstanceMessage message)
    {
        var row = new TableEntity(InstanceKeys.Partition(instanceId), InstanceKeys.Inbox(name))
        {
            ["Generation"] = message.Generation,
        };
        row.SetBytes("Event", message.Event?.ToByteArray());
        return row;
    }

    /// <summary>Reads a message.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The message.</returns>
    public static InstanceMessage ToMessage(TableEntity row)
    {
        var happened = row.GetBytes("Event") is { } bytes ? HistoryEvent.Parser.ParseFrom(bytes) : null;
        return new InstanceMessage(happened, row.GetInt32("Generation") ?? 0) { Row = row.RowKey };
    }

    private static string? Json<T>(T? value)
        where T : class => value is null ? null : JsonSerializer.Serialize(value);

    private static T? Read<T>(string? json)
        where T : class => json is null ? null : JsonSerializer.Deserialize<T>(json);
}
