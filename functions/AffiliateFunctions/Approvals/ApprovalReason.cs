namespace AffiliateFunctions.Approvals;

/// <summary>A reason of a decision that can be counted.</summary>
/// <param name="Code">The code, as it is stored.</param>
/// <param name="Label">The reason as people read it.</param>
public sealed record ApprovalReason(string Code, string Label)
{
    /// <summary>The code of a reason that the person gives in words.</summary>
    public const string Other = "other";

    private static readonly ApprovalReason InWords = new(Other, "Another reason, in the words below");

    /// <summary>The reasons to reject an application.</summary>
    public static IReadOnlyList<ApprovalReason> OfApplications { get; } =
    [
        new("not_a_fit", "Not a fit for the program"),
        new("incomplete", "The application is incomplete or unclear"),
        new("quality", "The website or the audience is not good enough"),
        new("promotion", "The way of promotion is against the program's rules"),
        new("competitor", "A competitor or a conflict of interest"),
        new("duplicate", "The same company is a partner already"),
        new("risk", "Findings: fraud or compliance"),
        InWords,
    ];

    /// <summary>The reasons to reject amounts and payment data.</summary>
    public static IReadOnlyList<ApprovalReason> OfPayments { get; } =
    [
        new("wrong_amount", "An amount is wrong"),
        new("wrong_payee", "A payee or an account is wrong"),
        new("missing_evidence", "Evidence is missing"),
        new("not_agreed", "Not agreed with the people concerned"),
        new("risk", "Suspicion of fraud"),
        InWords,
    ];

    /// <summary>The reasons to reject rules.</summary>
    public static IReadOnlyList<ApprovalReason> OfRules { get; } =
    [
        new("too_expensive", "The rules cost too much"),
        new("wrong_rules", "The rules do not say what was meant"),
        new("wrong_date", "The date is wrong"),
        new("not_agreed", "Not agreed with the people concerned"),
        InWords,
    ];
}
