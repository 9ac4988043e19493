using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Review;

/// <summary>Everything that the measures of a program and a month are computed from.</summary>
public sealed record MonthFacts
{
    /// <summary>The month.</summary>
    public required Period Period { get; init; }

    /// <summary>The beginning of the month in the program's time zone.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The end of the month, exclusive.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>The time of the measurement.</summary>
    public required DateTimeOffset MeasuredAt { get; init; }

    /// <summary>The events of the month.</summary>
    public required EventTally Events { get; init; }

    /// <summary>The customers who bought in the month before.</summary>
    public IReadOnlySet<CustomerId> EarlierBuyers { get; init; } = new HashSet<CustomerId>();

    /// <summary>
    /// The six months before, the latest first, as spans of as many months as are reviewed. A month before the program
    /// began is left out.
    /// </summary>
    public IReadOnlyList<PastSpan> Past { get; init; } = [];

    /// <summary>The requests of the month that were refused and are not stored as events.</summary>
    public IntakeCounts Intake { get; init; } = new(0, 0);

    /// <summary>The applications that were submitted or decided since four months before the end of the month.</summary>
    public IReadOnlyList<ApplicationFacts> Applications { get; init; } = [];

    /// <summary>The partners as they are now.</summary>
    public IReadOnlyList<PartnerRecordFacts> Partners { get; init; } = [];

    /// <summary>The commissions for conversions of the month.</summary>
    public IReadOnlyList<CommissionFacts> Commissions { get; init; } = [];

    /// <summary>The holds that persons ended in the three months before the end of the month.</summary>
    public IReadOnlyList<HoldFacts> Holds { get; init; } = [];

    /// <summary>The cycles that were approved or settled in the month.</summary>
    public IReadOnlyList<CycleFacts> Cycles { get; init; } = [];

    /// <summary>The approvals that were open in the month, or were decided in it.</summary>
    public IReadOnlyList<ApprovalFacts> Approvals { get; init; } = [];

    /// <summary>The five components as far as they are defined.</summary>
    public IReadOnlyList<ComponentFacts> Components { get; init; } = [];

    /// <summary>The versions of the rule book that were approved in the month.</summary>
    public IReadOnlyList<RuleBookFacts> RuleBooks { get; init; } = [];

    /// <summary>The actions of earlier reviews.</summary>
    public IReadOnlyList<ActionFacts> Actions { get; init; } = [];

    /// <summary>The number of audit records that were verified, and whether the chain is intact.</summary>
    public AuditFacts Audit { get; init; } = new(0, IsIntact: true);

    /// <summary>Whether the time is in the month.</summary>
    public bool Has(DateTimeOffset? at) => at >= From && at < To;
}

/// <summary>Months before the reviewed ones, and as many as these.</summary>
/// <param name="End">The end of the months, exclusive.</param>
/// <param name="Events">The stored tallies of the months; null if one of them has none.</param>
/// <param name="Commissions">
/// The commissions by partner as they were when the tallies were taken, in minor units; null if they are not known.
/// </param>
public sealed record PastSpan(
    DateTimeOffset End,
    EventTally? Events,
    IReadOnlyDictionary<PartnerId, long>? Commissions
);

/// <summary>Counted requests.</summary>
/// <param name="Refused">Events that were refused and are not stored.</param>
/// <param name="Duplicates">Events that were sent again, with the same or another content.</param>
public sealed record IntakeCounts(long Refused, long Duplicates)
{
    /// <summary>The refused events by source and reason, the most frequent first.</summary>
    public IReadOnlyList<RefusedReason> Reasons { get; init; } = [];
}

/// <summary>A reason of refused events.</summary>
/// <param name="Name">The source and the reason, such as <c>api: currency</c>.</param>
/// <param name="Number">How many events were refused for it.</param>
public sealed record RefusedReason(string Name, long Number);

/// <summary>An application.</summary>
/// <param name="SubmittedAt">When it was submitted.</param>
/// <param name="DecidedAt">When it was decided, or null.</param>
/// <param name="ActiveAt">When its partner became active, or null.</param>
/// <param name="FilledFields">How many optional fields were filled.</param>
/// <param name="Fields">How many optional fields there are.</param>
/// <param name="IsApproved">Whether it was approved.</param>
/// <param name="Partner">The partner, or null.</param>
/// <param name="IsProductive">Whether the partner had a qualified conversion within 90 days of the approval.</param>
public sealed record ApplicationFacts(
    DateTimeOffset SubmittedAt,
    DateTimeOffset? DecidedAt,
    DateTimeOffset? ActiveAt,
    int FilledFields,
    int Fields,
    bool IsApproved,
    PartnerId? Partner,
    bool IsProductive
);

/// <summary>A partner's record.</summary>
/// <param name="Id">The partner.</param>
/// <param name="IsActive">Whether the partner is active.</param>
/// <param name="StatusSince">Since when it has its status.</param>
/// <param name="ConfirmedAt">When the partner last confirmed or entered its data.</param>
public sealed record PartnerRecordFacts(
    PartnerId Id,
    bool IsActive,
    DateTimeOffset StatusSince,
    DateTimeOffset ConfirmedAt
)
{
    /// <summary>Since when the partner is in the program; null if that is not known.</summary>
    public DateTimeOffset? CreatedAt { get; init; }
}

/// <summary>A commission.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Kept">The amount that the partner keeps, in minor units.</param>
/// <param name="IsHeld">Whether it is held.</param>
/// <param name="IsManual">Whether a person posted or voided it by hand.</param>
public sealed record CommissionFacts(PartnerId Partner, long Kept, bool IsHeld, bool IsManual);

/// <summary>The end of a hold.</summary>
/// <param name="DecidedAt">When a person decided.</param>
/// <param name="IsReleased">Whether the commission was released.</param>
/// <param name="IsTakenBack">Whether a released commission was taken back later, by a refund or by hand.</param>
public sealed record HoldFacts(DateTimeOffset DecidedAt, bool IsReleased, bool IsTakenBack);

/// <summary>A cycle.</summary>
/// <param name="ClosedAt">The end of its period.</param>
/// <param name="ApprovedAt">When its payouts were approved, or null.</param>
/// <param name="SettledAt">When the last payment was confirmed, or null.</param>
public sealed record CycleFacts(DateTimeOffset ClosedAt, DateTimeOffset? ApprovedAt, DateTimeOffset? SettledAt);

/// <summary>An approval.</summary>
/// <param name="Kind">The kind of decision.</param>
/// <param name="Owner">The e-mail address of the person who was asked first.</param>
/// <param name="AskedAt">When the person was asked.</param>
/// <param name="DecidedAt">When it was decided, or null.</param>
/// <param name="IsByPerson">Whether a person decided, and no rule.</param>
public sealed record ApprovalFacts(
    string Kind,
    string Owner,
    DateTimeOffset AskedAt,
    DateTimeOffset? DecidedAt,
    bool IsByPerson
);

/// <summary>A component.</summary>
/// <param name="HasOwner">Whether it names an owner.</param>
/// <param name="IsOverdue">Whether its review was overdue at the end of the month.</param>
public sealed record ComponentFacts(bool HasOwner, bool IsOverdue);

/// <summary>An approved version of the rule book.</summary>
/// <param name="ApprovedAt">When it was approved.</param>
/// <param name="EffectiveFrom">From when it was to apply.</param>
public sealed record RuleBookFacts(DateTimeOffset ApprovedAt, DateTimeOffset EffectiveFrom);

/// <summary>An action of a review.</summary>
/// <param name="DueAt">When it is due.</param>
/// <param name="DoneAt">When it was done, or null.</param>
public sealed record ActionFacts(DateTimeOffset DueAt, DateTimeOffset? DoneAt);

/// <summary>The verification of the audit log.</summary>
/// <param name="Records">The number of verified records.</param>
/// <param name="IsIntact">Whether the chain is intact.</param>
public sealed record AuditFacts(long Records, bool IsIntact);
