using Affiliate.Domain.Ledger;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>Converts a commission to its row: JSON, the properties used by filters, and the compressed trace.</summary>
internal static class CommissionRow
{
    public const string Status = "status";
    public const string Customer = "customer";
    public const string Due = "due";
    public const string Payout = "payout";

    /// <summary>The sub-id by which the customer came; not set without one.</summary>
    public const string SubId = "sub_id";

    /// <summary>When a person decided about the hold; not set for other commissions.</summary>
    public const string Decided = "decided";

    private const string Data = "data";
    private const string Trace = "trace";

    // A binary property is limited to 64 KiB:
    // https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model.
    private const int PropertyLength = 64 * 1024;

    /// <summary>All properties except the trace.</summary>
    public static IReadOnlyList<string> WithoutTrace { get; } = ["RowKey", "PartitionKey", Data];

    /// <summary>Returns the row without the trace; merging it into a stored row keeps the stored trace.</summary>
    public static TableEntity Of(string partition, Commission commission)
    {
        var row = new TableEntity(partition, LedgerKeys.Commission(commission.Id))
        {
            [Status] = StoredJson.NameOf(commission.Status),
            [Customer] = commission.Customer?.Value ?? string.Empty,
            [Due] = commission.DueAt,
            [Payout] = commission.Payout?.Value ?? string.Empty,
        };
        if (commission.Origin?.SubId is { } subId)
        {
            row[SubId] = subId;
        }

        if (commission.Decision is { } decision)
        {
            row[Decided] = decision.At;
        }

        row.SetJson(Data, commission);
        return row;
    }

    public static TableEntity Of(string partition, NewCommission added)
    {
        var row = Of(partition, added.Commission);
        if (added.Trace is not null)
        {
            var bytes = CompressedText.Compress(added.Trace.ToJson());
            for (var (part, at) = (0, 0); at < bytes.Length; part++, at += PropertyLength)
            {
                row[TracePart(part)] = bytes[at..Math.Min(at + PropertyLength, bytes.Length)];
            }
        }

        return row;
    }

    public static Commission Read(TableEntity row) => row.GetJson<Commission>(Data);

    /// <summary>Returns the trace as JSON, or null.</summary>
    public static string? ReadTrace(TableEntity row)
    {
        using var bytes = new MemoryStream();
        for (var part = 0; row.GetBinary(TracePart(part)) is { } piece; part++)
        {
            bytes.Write(piece);
        }

        return bytes.Length == 0 ? null : CompressedText.Expand(bytes.ToArray());
    }

    private static string TracePart(int part) => part == 0 ? Trace : $"{Trace}{part}";
}
