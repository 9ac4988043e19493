using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>One row about the caps of customers, as it is stored.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Use">What is used by all events, or claimed by one.</param>
/// <param name="Claim">Whose claim it is; null where it is the customer's use.</param>
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

/// <summary>Whose claim it is.</summary>
/// <param name="Event">The event.</param>
/// <param name="Partner">The partner in whose ledger the event is.</param>
internal sealed record CustomerCapClaim(EventId Event, PartnerId Partner);
