namespace AffiliateFunctions.OutgoingWebhooks;

/// <summary>The types of webhook events.</summary>
public static class WebhookEventTypes
{
    /// <summary>
    /// An application waits for the findings of the company's own screening system. Only an endpoint that subscribes to
    /// the type by name makes applications wait.
    /// </summary>
    public const string ApplicationScreen = "application.screen";

    /// <summary>A partner became active.</summary>
    public const string PartnerApproved = "partner.approved";

    /// <summary>A partner was suspended.</summary>
    public const string PartnerSuspended = "partner.suspended";

    /// <summary>A suspended partner is active again.</summary>
    public const string PartnerReinstated = "partner.reinstated";

    /// <summary>A partnership was ended.</summary>
    public const string PartnerClosed = "partner.closed";

    /// <summary>A lead, a stage, a sale or a refund was applied.</summary>
    public const string ConversionApplied = "conversion.applied";

    /// <summary>A lead, a stage, a sale or a refund is held, for the given reason.</summary>
    public const string ConversionHeld = "conversion.held";

    /// <summary>A lead, a stage, a sale or a refund was rejected, for the given reason.</summary>
    public const string ConversionRejected = "conversion.rejected";

    /// <summary>A commission was granted, possibly held. A negative commission takes back a paid amount.</summary>
    public const string CommissionCreated = "commission.created";

    /// <summary>A held commission was released by a person.</summary>
    public const string CommissionReleased = "commission.released";

    /// <summary>A commission was taken back, in the amount of <c>reversed_amount</c>.</summary>
    public const string CommissionReversed = "commission.reversed";

    /// <summary>Everything that refunds had taken back from a commission was put back.</summary>
    public const string CommissionRestored = "commission.restored";

    /// <summary>
    /// The figures of a commission's sale changed. The commission changed with them, or waits for a decision.
    /// </summary>
    public const string CommissionChanged = "commission.changed";

    /// <summary>An adjustment by hand was approved by a second person and carried out.</summary>
    public const string AdjustmentApproved = "adjustment.approved";

    /// <summary>A partner is asked whether it takes a lead.</summary>
    public const string LeadOffered = "lead.offered";

    /// <summary>A partner has accepted a lead, and its deal is registered.</summary>
    public const string LeadAccepted = "lead.accepted";

    /// <summary>A partner has declined a lead.</summary>
    public const string LeadDeclined = "lead.declined";

    /// <summary>A partner has reported a stage of its lead, or has extended the registration.</summary>
    public const string LeadStage = "lead.stage";

    /// <summary>A partner contests a commission, or that there is none.</summary>
    public const string DisputeOpened = "dispute.opened";

    /// <summary>A dispute was decided, or nobody has decided in time.</summary>
    public const string DisputeDecided = "dispute.decided";

    /// <summary>A payout was paid.</summary>
    public const string PayoutPaid = "payout.paid";

    /// <summary>A payout failed; its lines are payable again.</summary>
    public const string PayoutFailed = "payout.failed";

    /// <summary>The bank has sent a paid payout back; its lines are payable again.</summary>
    public const string PayoutReturned = "payout.returned";

    /// <summary>A review was sent to the program's owner.</summary>
    public const string ReviewSent = "review.sent";

    /// <summary>A review was decided.</summary>
    public const string ReviewDecided = "review.decided";

    /// <summary>A test of an endpoint, which is sent regardless of the subscribed types.</summary>
    public const string Test = "webhook.test";

    /// <summary>All types that an endpoint can subscribe to.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        ApplicationScreen,
        PartnerApproved,
        PartnerSuspended,
        PartnerReinstated,
        PartnerClosed,
        ConversionApplied,
        ConversionHeld,
        ConversionRejected,
        CommissionCreated,
        CommissionReleased,
        CommissionReversed,
        CommissionRestored,
        CommissionChanged,
        AdjustmentApproved,
        LeadOffered,
        LeadAccepted,
        LeadDeclined,
        LeadStage,
        DisputeOpened,
        DisputeDecided,
        PayoutPaid,
        PayoutFailed,
        PayoutReturned,
        ReviewSent,
        ReviewDecided,
    ];

    /// <summary>
    /// Whether a type matches a pattern: the type itself, a group such as <c>commission.*</c>, or <c>*</c>.
    /// </summary>
    public static bool Fits(string pattern, string type) =>
        pattern == type
        || pattern == "*"
        || (
            pattern.EndsWith(".*", StringComparison.Ordinal) && type.StartsWith(pattern[..^1], StringComparison.Ordinal)
        );
}
