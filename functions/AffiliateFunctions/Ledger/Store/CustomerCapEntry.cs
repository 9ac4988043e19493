using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>One stored row about the caps of customers.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Use">The usage by all events, or the claim of one event.</param>
/// <param name="Claim">The event of the claim; null for the row of the customer's usage.</param>
internal sealed record CustomerCapEntry(CustomerId Customer, CustomerCapUse Use, CustomerCapClaim? Claim)
{
    public const string CustomerColumn = "customer";
    public const string PartnerColumn = "partner";

    public static CustomerCapEntry Read(TableEntity row) =>
        new(
            CustomerId.Parse(row.GetString(CustomerColumn)),
            row.GetJson<CustomerCapUse>(CustomerCapRow.Data),
            row.GetString(PartnerColumn) is { } partner
                ? new CustomerCapClaim(
                    EventId.Parse(row.RowKey[LedgerKeys.Claims.First.Length..]),
                    PartnerId.Parse(partner)
                )
                : null
        );
}

/// <summary>The event of a claim.</summary>
/// <param name="Event">The event.</param>
/// <param name="Partner">The partner whose ledger contains the event.</param>
internal sealed record CustomerCapClaim(EventId Event, PartnerId Partner);
