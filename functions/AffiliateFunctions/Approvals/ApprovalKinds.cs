using AffiliateFunctions.Governance;

namespace AffiliateFunctions.Approvals;

/// <summary>The kinds of decisions that people are asked for.</summary>
public static class ApprovalKinds
{
    /// <summary>An application of a partner.</summary>
    public const string Application = "application";

    /// <summary>A version of the rule book.</summary>
    public const string RuleBook = "rule_book";

    /// <summary>The payouts of a cycle.</summary>
    public const string Cycle = "cycle";

    /// <summary>The originators of the payment files.</summary>
    public const string PayoutSettings = "payout_settings";

    /// <summary>An adjustment by hand.</summary>
    public const string Adjustment = "adjustment";

    /// <summary>A review of the program.</summary>
    public const string Review = "review";

    /// <summary>Contract terms of a partner.</summary>
    public const string ContractTerms = "contract_terms";

    /// <summary>Which of two partners gets the customer of a lead.</summary>
    public const string LeadConflict = "lead_conflict";

    /// <summary>A dispute of a partner about a commission.</summary>
    public const string Dispute = "dispute";

    /// <summary>The kinds of decisions that are made by an approval link.</summary>
    public static IReadOnlyList<string> ByApprovalLink { get; } =
    [Application, RuleBook, Cycle, PayoutSettings, Adjustment, Review, ContractTerms, LeadConflict, Dispute];

    /// <summary>All kinds: also those of requests that have links of their own.</summary>
    public static IReadOnlyList<string> All { get; } = [.. ByApprovalLink, .. DecisionRequestKinds.All];
}
