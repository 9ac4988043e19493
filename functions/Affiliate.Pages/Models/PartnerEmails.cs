namespace Affiliate.Pages.Models;

/// <summary>What e-mails to partners are about, if a partner can do without them.</summary>
public enum EmailTopic
{
    /// <summary>The statement of a month.</summary>
    Statements,

    /// <summary>The first sale.</summary>
    CommissionNews,

    /// <summary>Advice after a review, and about a link that nobody follows.</summary>
    Coaching,

    /// <summary>Reminders of offered leads, and of leads without news.</summary>
    LeadReminders,

    /// <summary>Reminders before a certification ends.</summary>
    CertificationReminders,
}

/// <summary>Says which e-mails a partner can switch off, and which ones it always receives.</summary>
public static class PartnerEmails
{
    private static readonly Dictionary<EmailKind, EmailTopic> Topics = new()
    {
        [EmailKind.Statement] = EmailTopic.Statements,
        [EmailKind.FirstSale] = EmailTopic.CommissionNews,
        [EmailKind.LinkNotUsed] = EmailTopic.Coaching,
        [EmailKind.PartnerCoached] = EmailTopic.Coaching,
        [EmailKind.LeadOfferReminder] = EmailTopic.LeadReminders,
        [EmailKind.LeadUpdateReminder] = EmailTopic.LeadReminders,
        [EmailKind.CertificationEndsSoon] = EmailTopic.CertificationReminders,
    };

    /// <summary>
    /// What a partner always receives, with the kinds of e-mails: the contract, a law, or the safety of its money
    /// demands them, or the partner has asked for them.
    /// </summary>
    public static IReadOnlyList<(string Text, IReadOnlyList<EmailKind> Kinds)> Necessary { get; } =
    [
        (
            "Links to sign in that you ask for, and the welcome with your link.",
            [EmailKind.PartnerSignIn, EmailKind.Welcome]
        ),
        (
            "Payout details: links, confirmations, changes, and what your bank reports as wrong.",
            [
                EmailKind.PayoutDetailsLink,
                EmailKind.ConfirmPayoutDetails,
                EmailKind.PayoutDetailsChanged,
                EmailKind.PayoutDetailsExpired,
                EmailKind.PayeeCorrection,
                EmailKind.ContactsChanged,
            ]
        ),
        ("Payouts that were not made.", [EmailKind.PayoutFailed]),
        (
            "Your status, the end or the pause of the program, and the erasure of your data.",
            [
                EmailKind.PartnerSuspended,
                EmailKind.PartnerReinstated,
                EmailKind.PartnerClosed,
                EmailKind.ProgramPaused,
                EmailKind.PartnerErased,
            ]
        ),
        (
            "Changes of what you are paid: your group, agreed terms, and certifications that have ended.",
            [
                EmailKind.GroupChangeAnnounced,
                EmailKind.ContractTermsBegin,
                EmailKind.ContractTermsEndSoon,
                EmailKind.CertificationEnded,
            ]
        ),
        (
            "Leads that are offered to you, the contact of an accepted lead, and the end of leads and deals.",
            [EmailKind.LeadOffered, EmailKind.LeadAccepted, EmailKind.LeadEnded, EmailKind.DealTakenOver]
        ),
        (
            "The receipt of your disputes and the decisions on them.",
            [EmailKind.DisputeReceived, EmailKind.DisputeDecided]
        ),
    ];

    /// <summary>The topic of a kind of e-mail; null for a kind that cannot be switched off.</summary>
    public static EmailTopic? TopicOf(EmailKind kind) => Topics.TryGetValue(kind, out var topic) ? topic : null;
}
