using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Ledger.Accounts;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Approvals.Delegations;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Attribution.Deals;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Disputes;
using AffiliateFunctions.Events;
using AffiliateFunctions.ExchangeRates;
using AffiliateFunctions.HeldCommissions;
using AffiliateFunctions.Ledger.Payouts;
using AffiliateFunctions.Ledger.Store;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Applications;
using AffiliateFunctions.Onboarding.Assets;
using AffiliateFunctions.Onboarding.Forms;
using AffiliateFunctions.Onboarding.Screening;
using AffiliateFunctions.Onboarding.Terms;
using AffiliateFunctions.OutgoingWebhooks.Deliveries;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;
using AffiliateFunctions.PartnerContracts.Store;
using AffiliateFunctions.PartnerLeads;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Settings;
using AffiliateFunctions.Payouts.Statements;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.PerformanceReview;
using AffiliateFunctions.RuleBooks;
using AffiliateFunctions.Tracking.Invoices;

namespace AffiliateFunctions.Tests.Operations;

/// <summary>
/// The type by which the app reads each kind of document: the table, the beginning of the row key (a star for keys that
/// are ids or dates) and the column.
/// </summary>
internal static class StoredDocuments
{
    public static IReadOnlyDictionary<string, Type> Types { get; } =
        new Dictionary<string, Type>(StringComparer.Ordinal)
        {
            ["adjustments/adj.data"] = typeof(StoredAdjustment),
            ["adjustments/claim.data"] = typeof(AdjustmentClaim),
            ["adjustments/opb.data"] = typeof(PreparedBatch),
            ["approvals/*.data"] = typeof(StoredApproval),
            ["audit/record.text"] = typeof(AuditRecord),
            ["customers/customer.data"] = typeof(StoredCustomer),
            ["customers/decision.data"] = typeof(EventDecision),
            ["cycles/cycle.data"] = typeof(StoredCycle),
            ["cycles/month.data"] = typeof(Dictionary<string, long>),
            ["cycles/payout.data"] = typeof(StoredPayoutSettings),
            ["deals/deal.data"] = typeof(Deal),
            ["deals/domain.data"] = typeof(DomainHolds),
            ["delegations/*.data"] = typeof(Delegation),
            ["disputes/dispute.data"] = typeof(Dispute),
            ["events/event.body"] = typeof(TrackingEvent),
            ["events/event.commissions"] = typeof(IReadOnlyList<CommissionId>),
            ["events/taken.body"] = typeof(TrackingEvent),
            ["heldcommissions/asked.data"] = typeof(HeldBatchStore.AskedDay),
            ["heldcommissions/batch.data"] = typeof(HeldBatch),
            ["invoices/invoice.data"] = typeof(StoredInvoice),
            ["ledger/-head.data"] = typeof(LedgerHead),
            ["ledger/cause.counted"] = typeof(Counted),
            ["ledger/cause.data"] = typeof(StoredOutcome),
            ["ledger/commission.data"] = typeof(Commission),
            ["ledger/journal.data"] = typeof(IReadOnlyList<LedgerTransaction>),
            ["ledger/payout.data"] = typeof(ReservedPayout),
            ["partnercontracts/*.data"] = typeof(ContractStore.PartnerContracts),
            ["partnerleads/lead.data"] = typeof(PartnerLead),
            ["partners/application.data"] = typeof(PartnerApplication),
            ["partners/assets.data"] = typeof(StoredAssets),
            ["partners/banned.data"] = typeof(StoredBannedList),
            ["partners/form.data"] = typeof(SignUpForm),
            ["partners/partner.data"] = typeof(Partner),
            ["partners/terms.data"] = typeof(TermsDocument),
            ["payouts/payout.data"] = typeof(StoredPayout),
            ["payouts/references.data"] = typeof(FileReferences),
            ["programs/charter.data"] = typeof(Charter),
            ["programs/charter.review_schedule"] = typeof(ReviewSchedule),
            ["programs/component.data"] = typeof(OperatingComponent),
            ["programs/program.data"] = typeof(AffiliateProgram),
            ["programs/rules.document"] = typeof(JsonElement),
            ["programs/rules.state"] = typeof(StoredRuleBook),
            ["rates/*.data"] = typeof(DailyRates),
            ["reviews/month.data"] = typeof(MonthTally),
            ["reviews/review.data"] = typeof(StoredReview),
            ["statements/statement.data"] = typeof(StoredStatement),
            ["statements/statement.span"] = typeof(AccountSpan),
            ["webhooks/delivery.data"] = typeof(Delivery),
            ["webhooks/endpoint.data"] = typeof(WebhookEndpoint),
        };

    /// <summary>Members that the app reads no more, with the reason. Ids are a star.</summary>
    public static IReadOnlyDictionary<string, string> Dropped { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["reviews/month.data/events/partners/*/qualified_leads"] =
                "counted from the customers of the leads; old tallies do not know them",
        };

    /// <summary>Persons that were stored by their name alone, and are objects with their name now.</summary>
    public static IReadOnlySet<string> Named { get; } =
        new HashSet<string>(StringComparer.Ordinal)
        {
            "programs/charter.data/input_sources/owner",
            "programs/charter.data/workflow/owner",
        };

    private static readonly string[] WithoutPrefix = ["approvals", "delegations", "partnercontracts", "rates"];

    /// <summary>The kind of a document.</summary>
    public static string KindOf(string table, string row, string column) =>
        $"{table}/{(WithoutPrefix.Contains(table) ? "*" : row.Split(':', '_')[0])}.{column}";
}
