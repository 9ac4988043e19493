namespace AffiliateFunctions.OutgoingWebhooks;

/// <summary>The types of notices.</summary>
public static class WebhookEventTypes
{
    /// <summary>A partner became active.</summary>
    public const string PartnerApproved = "partner.approved";

    /// <summary>A partner was suspended.</summary>
    public const string PartnerSuspended = "partner.suspended";

    /// <summary>A suspended partner is active again.</summary>
    public const string PartnerReinstated = "partner.reinstated";

    /// <summary>A lead, a stage, a sale or a refund has had its effect.</summary>
    public const string ConversionApplied = "conversion.applied";

    /// <summary>A lead, a stage, a sale or a refund waits, for the reason given.</summary>
    public const string ConversionHeld = "conversion.held";

    /// <summary>A lead, a stage, a sale or a refund has no effect, for the reason given.</summary>
    public const string ConversionRejected = "conversion.rejected";

    /// <summary>A commission was granted, perhaps held; a negative one takes back what was paid before.</summary>
    public const string CommissionCreated = "commission.created";

    /// <summary>A held commission was released by a person.</summary>
    public const string CommissionReleased = "commission.released";

    /// <summary>A commission was taken back, as far as its <c>reversed_amount</c> says.</summary>
    public const string CommissionReversed = "commission.reversed";

    /// <summary>What a refund had taken back of a commission was put back whole.</summary>
    public const string CommissionRestored = "commission.restored";

    /// <summary>
    /// The sale of a commission comes to something else now, and so does the commission; or it waits for a decision
    /// because of it.
    /// </summary>
    public const string CommissionChanged = "commission.changed";

    /// <summary>A payout was paid.</summary>
    public const string PayoutPaid = "payout.paid";

    /// <summary>A payout failed; its lines are payable again.</summary>
    public const string PayoutFailed = "payout.failed";

    /// <summary>A review goes to the program's owner.</summary>
    public const string ReviewSent = "review.sent";

    /// <summary>A review was decided.</summary>
    public const string ReviewDecided = "review.decided";

    /// <summary>Somebody tests an endpoint; it is sent whatever the endpoint wants.</summary>
    public const string Test = "webhook.test";

    /// <summary>All that an endpoint can ask for.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        PartnerApproved,
        PartnerSuspended,
        PartnerReinstated,
        ConversionApplied,
        ConversionHeld,
        ConversionRejected,
        CommissionCreated,
        CommissionReleased,
        CommissionReversed,
        CommissionRestored,
        CommissionChanged,
        PayoutPaid,
        PayoutFailed,
        ReviewSent,
        ReviewDecided,
    ];

    /// <summary>
    /// Whether a type is meant by a pattern: the type itself, a group such as <c>commission.*</c>, or <c>*</c>.
    /// </summary>
    public static bool Fits(string pattern, string type) =>
        pattern == type
        || pattern == "*"
        || (
            pattern.EndsWith(".*", StringComparison.Ordinal) && type.StartsWith(pattern[..^1], StringComparison.Ordinal)
        );
}
