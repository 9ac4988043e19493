using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>Which commissions of a partner are wanted.</summary>
public sealed record CommissionFilter
{
    /// <summary>Only those that stand there.</summary>
    public CommissionStatus? Status { get; init; }

    /// <summary>Only this customer's.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>Only those in the payout of this period.</summary>
    public Period? Payout { get; init; }

    /// <summary>Only those that are due until then.</summary>
    public DateTimeOffset? DueUntil { get; init; }

    /// <summary>Only those after this row key.</summary>
    public string? After { get; init; }

    /// <summary>Only those of conversions from then on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only those of conversions before then.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>The filter as an OData query on a partition.</summary>
    public string Query(string partition)
    {
        var range = LedgerKeys.Commissions;
        var first = From is { } from ? range.Row(CommissionIds.LeastAt(from)) : range.First;
        var end = Before is { } before ? range.Row(CommissionIds.LeastAt(before)) : range.End;
        var parts = new List<string>
        {
            TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {first} and RowKey lt {end}"),
        };
        Require(After, after => TableClient.CreateQueryFilter($"RowKey gt {after}"));
        Require(Status, status => $"{CommissionRow.Status} eq '{StoredJson.NameOf(status!.Value)}'");
        Require(
            Customer?.Value,
            customer => $"{CommissionRow.Customer} eq '{customer.Replace("'", "''", StringComparison.Ordinal)}'"
        );
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
