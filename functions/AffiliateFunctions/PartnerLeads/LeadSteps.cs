namespace AffiliateFunctions.PartnerLeads;

/// <summary>What a lead waits for. A restarted orchestration continues with it.</summary>
/// <param name="Status">The status of the lead.</param>
/// <param name="Number">The number of the offer or update that is awaited.</param>
/// <param name="RemindAt">When the partner is reminded.</param>
/// <param name="DueAt">When the wait ends.</param>
/// <param name="HasNews">Whether the answer or update is stored already, so that nothing is awaited.</param>
public sealed record LeadStep(
    LeadStatus Status,
    int Number,
    DateTimeOffset RemindAt,
    DateTimeOffset DueAt,
    bool HasNews = false
);

/// <summary>Says what leads wait for.</summary>
internal static class LeadSteps
{
    /// <summary>After how long a silence the partner is reminded to update its lead.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromDays(14);

    /// <summary>What the lead waits for.</summary>
    public static LeadStep Of(PartnerLead lead)
    {
        switch (lead.Status)
        {
            case LeadStatus.Offered:
                var offer = lead.Offers[^1];
                return new LeadStep(lead.Status, offer.Number, offer.RemindAt, offer.DueAt, lead.HasNews);
            case LeadStatus.Accepted:
                var remindAt = ReminderDueAt(lead);
                var expiresAt = lead.Deal!.ExpiresAt;
                return new LeadStep(
                    lead.Status,
                    lead.ReportsDone + 1,
                    remindAt,
                    remindAt < expiresAt ? remindAt : expiresAt,
                    lead.HasNews
                );
            default:
                return new LeadStep(lead.Status, lead.Offers.Count, lead.ReceivedAt, lead.ReceivedAt);
        }
    }

    /// <summary>When the partner is reminded next: after each further time of silence.</summary>
    public static DateTimeOffset ReminderDueAt(PartnerLead lead) =>
        lead.HeardAt + ((RemindersSince(lead) + 1) * Silence);

    // The reminders that followed the last update.
    private static int RemindersSince(PartnerLead lead) =>
        lead.Timeline.Count(entry => entry.Step == LeadTimeline.UpdateReminded && entry.At > lead.HeardAt);
}

/// <summary>The names of the steps in the timelines of leads.</summary>
internal static class LeadTimeline
{
    public const string Received = "received";
    public const string Offered = "offered";
    public const string Reminded = "reminded";
    public const string Accepted = "accepted";
    public const string Declined = "declined";
    public const string Unanswered = "unanswered";
    public const string PartnerInactive = "partner_inactive";
    public const string DomainHeld = "domain_held";
    public const string ConflictDecided = "conflict_decided";
    public const string Registered = "deal_registered";
    public const string Stage = "stage_reported";
    public const string Extended = "deal_extended";
    public const string UpdateReminded = "update_reminded";
    public const string Expired = "expired";
    public const string TakenOver = "taken_over";
    public const string Unassigned = "unassigned";
    public const string Withdrawn = "withdrawn";
    public const string Erased = "customer_erased";
}
