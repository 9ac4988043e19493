using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Events.Store;

/// <summary>Events as rows.</summary>
internal static class EventRows
{
    public const string Hash = "hash";
    public const string Status = "status";

    private const string Body = "body";
    private const string Attempt = "attempt";
    private const string Commissions = "commissions";
    private const string View = "view";

    /// <summary>An event that was taken in and has had no effect yet.</summary>
    public static TableEntity Accepted(TrackingEvent one)
    {
        var row = new TableEntity(EventPartitions.Of(one.Program, one.Id), EventPartitions.RowKey(one.Id))
        {
            [Hash] = one.BodyHash,
            ["type"] = StoredJson.NameOf(one.Type),
            [Status] = StoredJson.NameOf(EventStatus.Accepted),
            ["occurred_at"] = one.At,
            [Attempt] = one.Attempt,
        };
        row.SetJson(Body, one);
        return row;
    }

    /// <summary>What became of an event, to be merged into its row.</summary>
    public static TableEntity Outcome(StoredEvent one)
    {
        var row = new TableEntity(EventPartitions.Of(one.Event.Program, one.Event.Id), EventPartitions.RowKey(one.Event.Id));
        Tell(row, one);
        row.SetText(Commissions, JsonSerializer.Serialize(one.Commissions, StoredJson.Options));
        return row;
    }

    /// <summary>An event with what became of it at once, which made no commissions.</summary>
    public static TableEntity Finished(StoredEvent one)
    {
        var row = Accepted(one.Event);
        Tell(row, one);
        return row;
    }

    /// <summary>An event whose id was taken by another content, beside that one.</summary>
    public static TableEntity Taken(TrackingEvent one)
    {
        var row = Accepted(one);
        row.RowKey = $"taken:{one.Id}:{one.BodyHash}";
        row[Status] = StoredJson.NameOf(EventStatus.Rejected);
        row["reason"] = "event_id_taken";
        return row;
    }

    /// <summary>The row of an event that says something else from now on, with all that became of it; its sender still knows it by what was sent.</summary>
    public static TableEntity Reworded(TableEntity stored, TrackingEvent said)
    {
        var row = new TableEntity(stored);
        row.SetJson(Body, said);
        return row;
    }

    /// <summary>The event of a row.</summary>
    public static StoredEvent Read(TableEntity row) => new(row.GetJson<TrackingEvent>(Body), StatusOf(row))
    {
        Version = row.ETag,
        SentHash = row.GetString(Hash),
        Reason = row.GetString("reason") is { Length: > 0 } reason ? reason : null,
        Partner = PartnerId.TryParse(row.GetString("partner"), out var partner) ? partner : null,
        Customer = CustomerId.TryParse(row.GetString("customer"), out var customer) ? customer : null,
        AppliedAt = row.GetDateTimeOffset("applied_at"),
        View = row.GetInt32(View) ?? 0,
        Commissions = row.ContainsKey(Commissions) ? row.GetJson<List<CommissionId>>(Commissions) : [],
    };

    /// <summary>Where the event of a row stands.</summary>
    public static EventStatus StatusOf(TableEntity row) => Enum.Parse<EventStatus>(row.GetString(Status), ignoreCase: true);

    private static void Tell(TableEntity row, StoredEvent one)
    {
        row[Status] = StoredJson.NameOf(one.Status);
        row["reason"] = one.Reason ?? string.Empty;
        row["partner"] = one.Partner?.Value;
        row["customer"] = one.Customer?.Value;
        row["applied_at"] = one.AppliedAt;
        row[View] = one.View;
    }
}
