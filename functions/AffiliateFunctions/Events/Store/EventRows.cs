using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Events.Store;

/// <summary>Converts events to table rows and back.</summary>
internal static class EventRows
{
    public const string Hash = "hash";
    public const string Status = "status";

    private const string Body = "body";
    private const string Attempt = "attempt";
    private const string Commissions = "commissions";
    private const string View = "view";
    private const string IsRenewal = "is_renewal";

    /// <summary>Returns the row of an event that was accepted and has had no effect yet.</summary>
    public static TableEntity Accepted(TrackingEvent trackingEvent)
    {
        var row = new TableEntity(
            EventPartitions.Of(trackingEvent.Program, trackingEvent.Id),
            EventPartitions.RowKey(trackingEvent.Id)
        )
        {
            [Hash] = trackingEvent.BodyHash,
            ["type"] = StoredJson.NameOf(trackingEvent.Type),
            [Status] = StoredJson.NameOf(EventStatus.Accepted),
            ["occurred_at"] = trackingEvent.At,
            [Attempt] = trackingEvent.Attempt,
        };
        row.SetJson(Body, trackingEvent);
        return row;
    }

    /// <summary>Returns the outcome of an event, to be merged into the event's row.</summary>
    public static TableEntity Outcome(StoredEvent storedEvent)
    {
        var row = new TableEntity(
            EventPartitions.Of(storedEvent.Event.Program, storedEvent.Event.Id),
            EventPartitions.RowKey(storedEvent.Event.Id)
        );
        Tell(row, storedEvent);
        row.SetText(Commissions, JsonSerializer.Serialize(storedEvent.Commissions, StoredJson.Options));
        return row;
    }

    /// <summary>Returns the row of an event that is finished on receipt and has no commissions.</summary>
    public static TableEntity Finished(StoredEvent storedEvent)
    {
        var row = Accepted(storedEvent.Event);
        Tell(row, storedEvent);
        return row;
    }

    /// <summary>
    /// Returns the row of an event whose id is already used by different content. The row is stored beside the original
    /// one.
    /// </summary>
    public static TableEntity Taken(TrackingEvent trackingEvent)
    {
        var row = Accepted(trackingEvent);
        row.RowKey = $"taken:{trackingEvent.Id}:{trackingEvent.BodyHash}";
        row[Status] = StoredJson.NameOf(EventStatus.Rejected);
        row["reason"] = "event_id_taken";
        return row;
    }

    /// <summary>
    /// Returns the row of an event with changed content. The outcome stays, and so does the hash of the content that
    /// was sent.
    /// </summary>
    public static TableEntity Reworded(TableEntity stored, TrackingEvent said)
    {
        var row = new TableEntity(stored);
        row.SetJson(Body, said);
        return row;
    }

    /// <summary>Reads the event of a row.</summary>
    public static StoredEvent Read(TableEntity row) =>
        new(row.GetJson<TrackingEvent>(Body), StatusOf(row))
        {
            Version = row.ETag,
            SentHash = row.GetString(Hash),
            Reason = row.GetString("reason") is { Length: > 0 } reason ? reason : null,
            Partner = PartnerId.TryParse(row.GetString("partner"), out var partner) ? partner : null,
            Customer = CustomerId.TryParse(row.GetString("customer"), out var customer) ? customer : null,
            AppliedAt = row.GetDateTimeOffset("applied_at"),
            View = row.GetInt32(View) ?? 0,
            IsRenewal = row.GetBoolean(IsRenewal),
            Commissions = row.ContainsKey(Commissions) ? row.GetJson<List<CommissionId>>(Commissions) : [],
        };

    /// <summary>Returns the status of the event in a row.</summary>
    public static EventStatus StatusOf(TableEntity row) =>
        Enum.Parse<EventStatus>(row.GetString(Status), ignoreCase: true);

    private static void Tell(TableEntity row, StoredEvent storedEvent)
    {
        row[Status] = StoredJson.NameOf(storedEvent.Status);
        row["reason"] = storedEvent.Reason ?? string.Empty;
        row["partner"] = storedEvent.Partner?.Value;
        row["customer"] = storedEvent.Customer?.Value;
        row["applied_at"] = storedEvent.AppliedAt;
        row[View] = storedEvent.View;
        if (storedEvent.IsRenewal is { } isRenewal)
        {
            row[IsRenewal] = isRenewal;
        }
    }
}
