using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules;

/// <summary>One immutable rule book, parsed. Amounts are minor units of its currency.</summary>
public sealed record RuleBook
{
    /// <summary>The value of the member <c>schema</c>.</summary>
    public const string Schema = "affiliate-rules/1";

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The currency of every amount in it.</summary>
    public required Currency Currency { get; init; }

    /// <summary>Who gets credit.</summary>
    public required AttributionRules Attribution { get; init; }

    /// <summary>What pays nothing, or waits.</summary>
    public required EligibilityRules Eligibility { get; init; }

    /// <summary>What pays.</summary>
    public required IReadOnlyList<CommissionRule> Commissions { get; init; }

    /// <summary>Which of the matching rules of one conversion pay.</summary>
    public required Selection Select { get; init; }

    /// <summary>The most that is paid.</summary>
    public required IReadOnlyList<Cap> Caps { get; init; }

    /// <summary>Whether what single customers pay for is capped.</summary>
    public bool HasCustomerCaps => Caps.Any(cap => cap.Scope == CapScope.Customer);

    /// <summary>What is paid beside.</summary>
    public required IReadOnlyList<Bonus> Bonuses { get; init; }

    /// <summary>How many days after the conversion a commission is payable.</summary>
    public required int HoldDays { get; init; }

    /// <summary>When and how partners are paid.</summary>
    public required PayoutRules Payout { get; init; }

    /// <summary>How partners come in.</summary>
    public required OnboardingRules Onboarding { get; init; }

    /// <summary>What the review recommends.</summary>
    public required ReviewRules Review { get; init; }
}

/// <summary>Who gets credit for a conversion.</summary>
/// <param name="Model">The model.</param>
/// <param name="PositionWeights">For the position-based model: first, middle (shared), last; they sum to 100.</param>
/// <param name="WindowDays">How old a touch may be at the time of the conversion.</param>
/// <param name="Precedence">The kinds of touches: the first kind that is present wins.</param>
public sealed record AttributionRules(
    AttributionModel Model,
    IReadOnlyList<int> PositionWeights,
    int WindowDays,
    IReadOnlyList<TouchKind> Precedence
);

/// <summary>The attribution models.</summary>
public enum AttributionModel
{
    /// <summary>The earliest touch.</summary>
    FirstTouch,

    /// <summary>The latest touch.</summary>
    LastTouch,

    /// <summary>All touches alike.</summary>
    Linear,

    /// <summary>The first and the last touch by their weights, those between share theirs.</summary>
    PositionBased,
}

/// <summary>The kinds of touches.</summary>
public enum TouchKind
{
    /// <summary>A registered deal.</summary>
    Deal,

    /// <summary>A coupon.</summary>
    Coupon,

    /// <summary>A click on a link.</summary>
    Click,

    /// <summary>Credited by a person.</summary>
    Manual,
}

/// <summary>What pays nothing, or waits for a decision.</summary>
/// <param name="ExcludesExistingCustomers">Whether customers known before their first touch pay nothing.</param>
/// <param name="SelfReferral">What becomes of a partner's own purchase.</param>
/// <param name="Screens">The screens, in their order.</param>
public sealed record EligibilityRules(
    bool ExcludesExistingCustomers,
    SelfReferral SelfReferral,
    IReadOnlyList<Screen> Screens
)
{
    /// <summary>Whether a commission that is more than the base it was applied to waits for a decision.</summary>
    public bool HoldsWhatExceedsSale { get; init; }

    /// <summary>
    /// Whether the commissions of a deal that was won and is lost after all wait for a decision; they are reversed
    /// otherwise.
    /// </summary>
    public bool HoldsLostDeals { get; init; }
}

/// <summary>What becomes of a partner's own purchase: the same e-mail address, or the same company domain.</summary>
public enum SelfReferral
{
    /// <summary>It pays nothing.</summary>
    Reject,

    /// <summary>It waits for a decision.</summary>
    Hold,

    /// <summary>It pays as any other.</summary>
    Allow,
}

/// <summary>A condition under which a conversion is held or rejected.</summary>
/// <param name="Id">Its id.</param>
/// <param name="On">The kind of event.</param>
/// <param name="When">The condition; always, where it is null.</param>
/// <param name="Holds">Whether it is held; rejected otherwise.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record Screen(string Id, ConversionType On, Condition? When, bool Holds, string? Reason);

/// <summary>The kinds of events that rules look at.</summary>
public enum ConversionType
{
    /// <summary>A click.</summary>
    Click,

    /// <summary>A lead.</summary>
    Lead,

    /// <summary>A change of the stage of a deal.</summary>
    Stage,

    /// <summary>A sale.</summary>
    Sale,
}

/// <summary>A rule that pays.</summary>
/// <param name="Id">Its id.</param>
/// <param name="On">The kind of event.</param>
/// <param name="When">The condition; always, where it is null.</param>
/// <param name="Groups">The partner groups; all, where it is null.</param>
/// <param name="Pay">What it pays.</param>
/// <param name="Base">What the base has beside goods and services: none of it is net, all of it gross.</param>
/// <param name="Duration">For how long a customer's sales pay.</param>
public sealed record CommissionRule(
    string Id,
    ConversionType On,
    Condition? When,
    IReadOnlySet<string>? Groups,
    Pay Pay,
    SaleParts Base,
    Duration Duration
)
{
    /// <summary>Whether it pays for each lead or stage of a customer, and not only once.</summary>
    public bool Repeats { get; init; }

    /// <summary>
    /// Whether it pays a customer's leads or stages once. Each click has an id of its own and pays once by that; sales
    /// have a duration.
    /// </summary>
    public bool PaysOnce => On is ConversionType.Lead or ConversionType.Stage && !Repeats;
}

/// <summary>For how long a customer's sales pay.</summary>
public abstract record Duration
{
    /// <summary>The first sale above 0 only.</summary>
    public sealed record First : Duration;

    /// <summary>All sales.</summary>
    public sealed record Lifetime : Duration;

    /// <summary>The sales before that many months after the first one above 0 have passed.</summary>
    public sealed record Months(int Count) : Duration;

    /// <summary>That many sales above 0.</summary>
    public sealed record Payments(int Count) : Duration;
}

/// <summary>What a rule pays.</summary>
public abstract record Pay
{
    /// <summary>A part of the base.</summary>
    public sealed record Percent(Percentage Rate) : Pay;

    /// <summary>A fixed amount, for a sale per unit of its quantity.</summary>
    public sealed record Flat(long Amount) : Pay;

    /// <summary>By what the partner has reached.</summary>
    /// <param name="Metric">The metric, such as <c>partner.sale_amount</c>.</param>
    /// <param name="Window">Counted in which time.</param>
    /// <param name="IsMarginal">Whether each part of the base is paid at its own step; the step reached pays for the
    /// whole otherwise.</param>
    /// <param name="Steps">The steps, from 0 upwards.</param>
    public sealed record Tiers(string Metric, Window Window, bool IsMarginal, IReadOnlyList<Step> Steps) : Pay
    {
        /// <summary>Whether any step pays a fixed amount.</summary>
        internal bool HasFlatSteps { get; } = Steps.Any(step => step.Pays is Flat);
    }

    /// <summary>A step of tiers.</summary>
    /// <param name="From">From which value of the metric.</param>
    /// <param name="Pays">A percentage or a fixed amount.</param>
    public sealed record Step(long From, Pay Pays);
}

/// <summary>The time in which something is counted.</summary>
public enum Window
{
    /// <summary>The calendar month, UTC.</summary>
    Month,

    /// <summary>The calendar quarter, UTC.</summary>
    Quarter,

    /// <summary>The calendar year, UTC.</summary>
    Year,

    /// <summary>All time.</summary>
    Lifetime,
}

/// <summary>Which of the matching rules of one conversion pay.</summary>
public enum Selection
{
    /// <summary>The one that pays most; of equal ones the earlier.</summary>
    Highest,

    /// <summary>The first.</summary>
    First,

    /// <summary>Each.</summary>
    All,
}

/// <summary>The most that is paid.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Scope">For whom it is counted.</param>
/// <param name="Window">In which time; null for a conversion.</param>
/// <param name="Max">The most, in minor units.</param>
public sealed record Cap(string Id, CapScope Scope, Window? Window, long Max);

/// <summary>For whom a cap is counted.</summary>
public enum CapScope
{
    /// <summary>One conversion.</summary>
    Conversion,

    /// <summary>One customer.</summary>
    Customer,

    /// <summary>One partner.</summary>
    Partner,
}

/// <summary>An amount that is paid once in each window in which the partner reaches a value of a metric.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Metric">The metric, such as <c>partner.sales</c>.</param>
/// <param name="Window">The window.</param>
/// <param name="AtLeast">The value.</param>
/// <param name="Amount">The amount, in minor units.</param>
public sealed record Bonus(string Id, string Metric, Window Window, long AtLeast, long Amount);

/// <summary>When and how partners are paid.</summary>
/// <param name="Minimum">What is less is carried over to the next cycle.</param>
/// <param name="SecondApprovalAbove">A cycle of more needs a second approval; none does where it is null.</param>
/// <param name="MaxMonthlyTotal">The most that one cycle pays; no limit where it is null.</param>
/// <param name="Methods">The methods that are offered.</param>
/// <param name="Require">What a partner must have given: <c>tax_form</c>, <c>payout_details</c>.</param>
public sealed record PayoutRules(
    long Minimum,
    long? SecondApprovalAbove,
    long? MaxMonthlyTotal,
    IReadOnlyList<string> Methods,
    IReadOnlyList<string> Require
);

/// <summary>How partners come in.</summary>
/// <param name="AutoApprove">Applications that are approved without a person, or null.</param>
/// <param name="AutoReject">Applications that are rejected without a person, or null.</param>
/// <param name="RemindAfterHours">After how long whoever is asked is reminded.</param>
/// <param name="EscalateAfterHours">After how long the backup is asked.</param>
/// <param name="ExpireAfterHours">After how long waiting ends.</param>
/// <param name="OnExpiry">The decision then: <c>approve</c> or <c>reject</c>.</param>
/// <param name="TermsVersion">The version of the terms that partners must accept, or null where any will do.</param>
public sealed record OnboardingRules(
    Condition? AutoApprove,
    Condition? AutoReject,
    int RemindAfterHours,
    int EscalateAfterHours,
    int ExpireAfterHours,
    string OnExpiry,
    string? TermsVersion
);

/// <summary>What the review recommends, by conditions over a partner's scorecard.</summary>
/// <param name="PromoteAt">When to promote the partner.</param>
/// <param name="CoachAt">When to coach the partner.</param>
/// <param name="PauseAt">When to pause the partner.</param>
public sealed record ReviewRules(Condition? PromoteAt, Condition? CoachAt, Condition? PauseAt);
