namespace Affiliate.Domain.Programs;

/// <summary>The five operating components of a program.</summary>
public enum ComponentName
{
    /// <summary>How partners apply and are approved.</summary>
    PartnerOnboarding,

    /// <summary>Which conversions earn which commissions.</summary>
    ProgramRules,

    /// <summary>How clicks, leads and sales are recorded.</summary>
    TrackingSetup,

    /// <summary>How partners are paid.</summary>
    PayoutPolicy,

    /// <summary>How the program is reviewed and changed.</summary>
    PerformanceReview,
}

/// <summary>One operating component: its definition, owner, inputs and last review.</summary>
/// <param name="Name">Which of the five components this is.</param>
/// <param name="Definition">The meaning of the component in this program.</param>
/// <param name="Inputs">The inputs that the component needs.</param>
/// <param name="Owner">The person responsible for the component.</param>
/// <param name="ReviewEveryDays">The review interval, in days.</param>
/// <param name="DefinedAt">The time at which the component was first defined.</param>
/// <param name="LastReview">The last review, or null.</param>
public sealed record OperatingComponent(
    ComponentName Name,
    string Definition,
    IReadOnlyList<string> Inputs,
    ResponsiblePerson Owner,
    int ReviewEveryDays,
    DateTimeOffset DefinedAt,
    ComponentReview? LastReview
)
{
    private const int ShortInterval = 14;
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>When the definition was last changed; null for one that is as it was at first.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>The due date that e-mails were last sent about.</summary>
    public DateTimeOffset? RemindedOf { get; init; }

    /// <summary>The last of these e-mails.</summary>
    public ComponentReminder Reminder { get; init; }

    /// <summary>The due date of the next review, counted from the last review, or from the definition.</summary>
    public DateTimeOffset DueAt => LastReview?.NextAt ?? (LastReview?.At ?? DefinedAt).AddDays(ReviewEveryDays);

    /// <summary>The name in words, such as <c>partner onboarding</c>.</summary>
    public string Title => TitleOf(Name);

    /// <summary>The name of a component in words.</summary>
    public static string TitleOf(ComponentName name) =>
        name switch
        {
            ComponentName.PartnerOnboarding => "partner onboarding",
            ComponentName.ProgramRules => "program rules",
            ComponentName.TrackingSetup => "tracking setup",
            ComponentName.PayoutPolicy => "payout policy",
            _ => "performance review",
        };

    /// <summary>
    /// The e-mail that is due on a day: a week before the review is due, on the day, and to the program's owner a week
    /// after. Components that are reviewed every two weeks or more often have no first one.
    /// </summary>
    public ComponentReminder ReminderOn(DateTimeOffset at)
    {
        var (today, due) = (at.UtcDateTime.Date, DueAt.UtcDateTime.Date);
        return today >= due + Week ? ComponentReminder.Escalated
            : today >= due ? ComponentReminder.Due
            : today >= due - Week && ReviewEveryDays > ShortInterval ? ComponentReminder.Before
            : ComponentReminder.None;
    }

    /// <summary>The last e-mail about the present due date.</summary>
    public ComponentReminder Sent => RemindedOf == DueAt ? Reminder : ComponentReminder.None;

    /// <summary>
    /// The person who is asked for reviews: the owner, or the program's owner for an owner without an address. Null if
    /// the program has no charter either.
    /// </summary>
    /// <param name="charter">The charter of the program, or null.</param>
    public Person? ReviewerOf(Charter? charter) =>
        Owner.Email is { } address ? new Person(Owner.Name, address) : charter?.Owner;

    /// <summary>Whether the review is overdue at the given time.</summary>
    public bool IsOverdue(DateTimeOffset at) => at > DueAt;
}

/// <summary>The record that a person reviewed a component and found it correct, or corrected it.</summary>
/// <param name="At">The time of the review.</param>
/// <param name="Reviewer">The person who reviewed the component.</param>
/// <param name="Note">The findings of the review.</param>
public sealed record ComponentReview(DateTimeOffset At, string Reviewer, string? Note)
{
    /// <summary>What was changed, or null.</summary>
    public string? Changed { get; init; }

    /// <summary>When the next review is due; null for the interval of the component.</summary>
    public DateTimeOffset? NextAt { get; init; }
}

/// <summary>The e-mails about a review of a component, in their order.</summary>
public enum ComponentReminder
{
    /// <summary>None was sent.</summary>
    None,

    /// <summary>The reminder of a review that is due in a week.</summary>
    Before,

    /// <summary>The request on the day on which the review is due.</summary>
    Due,

    /// <summary>The report to the program's owner that the review is overdue.</summary>
    Escalated,
}
