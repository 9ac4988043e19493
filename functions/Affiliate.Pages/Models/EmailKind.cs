namespace Affiliate.Pages.Models;

/// <summary>
/// The kinds of e-mails that the app sends. Every kind has snapshots of its HTML and its plain text in the tests.
/// </summary>
public enum EmailKind
{
    /// <summary>Asks an applicant to confirm the address.</summary>
    ConfirmAddress,

    /// <summary>Reminds an applicant to confirm the address.</summary>
    ConfirmAddressReminder,

    /// <summary>Asks an applicant the question of the person who decides.</summary>
    ApplicantQuestion,

    /// <summary>Reminds an applicant of the question.</summary>
    ApplicantQuestionReminder,

    /// <summary>Informs an applicant that the application has expired.</summary>
    ApplicationExpired,

    /// <summary>Informs an applicant that the application is rejected.</summary>
    ApplicationRejected,

    /// <summary>Asks an approved applicant to accept the terms.</summary>
    AcceptTerms,

    /// <summary>Confirms to an applicant that the application is withdrawn.</summary>
    ApplicationWithdrawn,

    /// <summary>Informs a person who was asked to decide that the applicant has withdrawn.</summary>
    WithdrawalReported,

    /// <summary>Welcomes a new partner.</summary>
    Welcome,

    /// <summary>Encourages a partner whose link nobody has followed.</summary>
    LinkNotUsed,

    /// <summary>Congratulates a partner on the first sale.</summary>
    FirstSale,

    /// <summary>Informs a partner that it is suspended.</summary>
    PartnerSuspended,

    /// <summary>Informs a partner that it is active again.</summary>
    PartnerReinstated,

    /// <summary>Informs a partner that the partnership has ended.</summary>
    PartnerClosed,

    /// <summary>Informs a partner that its personal data is erased.</summary>
    PartnerErased,

    /// <summary>Informs a partner that its contacts for finance have changed.</summary>
    ContactsChanged,

    /// <summary>Reminds a partner of the end of a certification.</summary>
    CertificationEndsSoon,

    /// <summary>Informs a partner that a certification has ended.</summary>
    CertificationEnded,

    /// <summary>Sends a partner the link to sign in that it has asked for.</summary>
    PartnerSignIn,

    /// <summary>Sends a partner a link to enter payout details.</summary>
    PayoutDetailsLink,

    /// <summary>Informs a partner that a payout was not made.</summary>
    PayoutFailed,

    /// <summary>Asks a partner to confirm new payout details.</summary>
    ConfirmPayoutDetails,

    /// <summary>Informs a partner that its payout details have changed.</summary>
    PayoutDetailsChanged,

    /// <summary>Informs a partner that new payout details were not confirmed.</summary>
    PayoutDetailsExpired,

    /// <summary>Informs finance of discarded payout details that a partner has not asked for.</summary>
    PayoutDetailsDiscarded,

    /// <summary>Informs finance of payout details in force that a partner has not asked for.</summary>
    PayoutDetailsDisputed,

    /// <summary>Asks a person for a decision.</summary>
    ApprovalAsked,

    /// <summary>Reminds a person of a decision.</summary>
    ApprovalReminder,

    /// <summary>Asks the backup for a decision.</summary>
    ApprovalEscalation,

    /// <summary>Informs a person and the deputy of a delegation.</summary>
    DelegationStarted,

    /// <summary>Informs a person and the deputy of the end of a delegation.</summary>
    DelegationEnded,

    /// <summary>Reminds the owner of a component of its next review.</summary>
    ComponentReviewSoon,

    /// <summary>Informs the owner of a component that its review is due.</summary>
    ComponentReviewDue,

    /// <summary>Informs the owner of a program that the review of a component is overdue.</summary>
    ComponentReviewOverdue,

    /// <summary>Informs the owner of a program that a process has failed.</summary>
    ProcessFailed,

    /// <summary>Coaches a partner after a review.</summary>
    PartnerCoached,

    /// <summary>Informs a partner that the program is paused.</summary>
    ProgramPaused,

    /// <summary>Informs a partner of the group that it moves to.</summary>
    GroupChangeAnnounced,

    /// <summary>Informs a partner that the customer of its deal was given to another partner.</summary>
    DealTakenOver,

    /// <summary>Asks the owner of a program to edit the draft that a review opened.</summary>
    RuleChangeAsked,

    /// <summary>Gives a person a task of a review.</summary>
    ReviewTask,

    /// <summary>Reminds a person of a task of a review.</summary>
    ReviewTaskReminder,

    /// <summary>Informs the owner of a program that a webhook endpoint was disabled.</summary>
    WebhookEndpointDisabled,

    /// <summary>Sends a partner the statement of a month.</summary>
    Statement,

    /// <summary>Informs finance that payment files are ready.</summary>
    PaymentFilesReady,

    /// <summary>Informs finance that the payouts of a cycle were rejected.</summary>
    PayoutsRejected,

    /// <summary>Informs finance that a cycle pays nothing.</summary>
    NothingToPay,

    /// <summary>Informs finance of a problem with a batch of a payment provider.</summary>
    ProviderBatchProblem,

    /// <summary>Tells a partner that agreed contract terms apply from now on.</summary>
    ContractTermsBegin,

    /// <summary>Tells a partner that agreed contract terms end soon.</summary>
    ContractTermsEndSoon,

    /// <summary>Asks a partner to correct payout details that the bank reports as wrong.</summary>
    PayeeCorrection,

    /// <summary>Informs finance of payout details that the bank reports as wrong.</summary>
    PayeeCorrectionReported,

    /// <summary>Reminds finance of missing results of payments.</summary>
    SettlementReminder,

    /// <summary>Informs the owner of a program of missing results of payments.</summary>
    SettlementEscalation,

    /// <summary>Asks a person to decide about held commissions.</summary>
    HeldCommissionsAsked,

    /// <summary>Reminds a person of held commissions.</summary>
    HeldCommissionsReminder,

    /// <summary>Asks the backup to decide about held commissions.</summary>
    HeldCommissionsEscalation,

    /// <summary>Informs the person who prepared opening balances of the decision.</summary>
    OpeningBalancesDecided,

    /// <summary>Informs the person who prepared an adjustment of the decision.</summary>
    AdjustmentDecided,

    /// <summary>Offers a lead to a partner.</summary>
    LeadOffered,

    /// <summary>Reminds a partner of an offered lead.</summary>
    LeadOfferReminder,

    /// <summary>Sends a partner the contact of an accepted lead.</summary>
    LeadAccepted,

    /// <summary>Reminds a partner to update an accepted lead.</summary>
    LeadUpdateReminder,

    /// <summary>Informs a partner that a lead is not or no longer its own.</summary>
    LeadEnded,

    /// <summary>Informs the owner of a program how a lead has ended.</summary>
    LeadEndedForOwner,

    /// <summary>Confirms to a partner that a dispute is received.</summary>
    DisputeReceived,

    /// <summary>Informs a partner of the decision on a dispute.</summary>
    DisputeDecided,

    /// <summary>Informs the owner of a program that a dispute is not settled.</summary>
    DisputeUnsettled,
}
