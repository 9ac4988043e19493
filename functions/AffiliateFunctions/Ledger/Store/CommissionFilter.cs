using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>Filters the commissions of a partner.</summary>
public sealed record CommissionFilter
{
    /// <summary>Only commissions with this status.</summary>
    public CommissionStatus? Status { get; init; }

    /// <summary>Only commissions for this customer.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>Only commissions of customers who came under this sub-id.</summary>
    public string? SubId { get; init; }

    /// <summary>Only commissions in the payout of this period.</summary>
    public Period? Payout { get; init; }

    /// <summary>Only commissions that are due by this time.</summary>
    public DateTimeOffset? DueUntil { get; init; }

    /// <summary>Only commissions after this row key.</summary>
    public string? After { get; init; }

    /// <summary>Only commissions before this row key.</summary>
    public string? Older { get; init; }

    /// <summary>Only commissions for conversions at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only commissions for conversions before this time.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>
    /// Whether the status, the payout and the due time of a commission match; for commissions in memory.
    /// </summary>
    public bool Includes(Commission commission) =>
        (Status is null || commission.Status == Status)
        && (Payout is null || commission.Payout == Payout)
        && (DueUntil is null || commission.DueAt <= DueUntil);

    /// <summary>Returns the filter as an OData query on a partition.</summary>
    public string Query(string partition) => Conditions(TableClient.CreateQueryFilter($"PartitionKey eq {partition}"));

    /// <summary>Returns the filter as an OData query on the partitions of all partners of a program.</summary>
    public string QueryAll(ProgramSlug program)
    {
        var (start, last) = LedgerKeys.Partitions(program);
        return Conditions(TableClient.CreateQueryFilter($"PartitionKey ge {start} and PartitionKey lt {last}"));
    }

    private string Conditions(string partitions)
    {
        var range = LedgerKeys.Commissions;
        var first = From is { } from ? range.Row(CommissionIds.LeastAt(from)) : range.First;
        var end = Before is { } before ? range.Row(CommissionIds.LeastAt(before)) : range.End;
        var parts = new List<string>
        {
            partitions,
            TableClient.CreateQueryFilter($"RowKey ge {first} and RowKey lt {end}"),
        };
        Require(After, after => TableClient.CreateQueryFilter($"RowKey gt {after}"));
        Require(Older, older => TableClient.CreateQueryFilter($"RowKey lt {older}"));
        Require(Status, status => $"{CommissionRow.Status} eq '{StoredJson.NameOf(status!.Value)}'");
        Require(
            Customer?.Value,
            customer => $"{CommissionRow.Customer} eq '{customer.Replace("'", "''", StringComparison.Ordinal)}'"
        );
        Require(SubId, subId => $"{CommissionRow.SubId} eq '{subId}'");
        Require(Payout?.Value, payout => $"{CommissionRow.Payout} eq '{payout}'");
        Require(DueUntil, due => TableClient.CreateQueryFilter($"due le {due!.Value}"));
        return string.Join(" and ", parts);

        void Require<T>(T? value, Func<T, string> condition)
        {
            if (value is not null)
            {
                parts.Add(condition(value));
            }
        }
    }
}
