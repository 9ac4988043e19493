using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules;

/// <summary>One immutable rule book, parsed. Amounts are in minor units of the rule book's currency.</summary>
public sealed record RuleBook
{
    /// <summary>The value of the member <c>schema</c>.</summary>
    public const string Schema = "affiliate-rules/1";

    /// <summary>The name of the rule book.</summary>
    public required string Name { get; init; }

    /// <summary>The currency of every amount in the rule book.</summary>
    public required Currency Currency { get; init; }

    /// <summary>The rules that decide which partners get credit.</summary>
    public required AttributionRules Attribution { get; init; }

    /// <summary>The rules that decide which conversions are not paid or are held.</summary>
    public required EligibilityRules Eligibility { get; init; }

    /// <summary>The rules that grant commissions.</summary>
    public required IReadOnlyList<CommissionRule> Commissions { get; init; }

    /// <summary>Which of the rules that match a conversion pay.</summary>
    public required Selection Select { get; init; }

    /// <summary>The upper limits on commissions.</summary>
    public required IReadOnlyList<Cap> Caps { get; init; }

    /// <summary>Whether the rule book has a cap per customer.</summary>
    public bool HasCustomerCaps => Caps.Any(cap => cap.Scope == CapScope.Customer);

    /// <summary>The bonuses that are paid in addition to commissions.</summary>
    public required IReadOnlyList<Bonus> Bonuses { get; init; }

    /// <summary>The number of days after the conversion until a commission becomes payable.</summary>
    public required int HoldDays { get; init; }

    /// <summary>The rules that single partner groups have of their own, by group.</summary>
    public IReadOnlyDictionary<string, GroupRules> Groups { get; init; } = new Dictionary<string, GroupRules>();

    /// <summary>Returns how long a commission of a partner waits until it is payable, and why.</summary>
    /// <param name="group">The group of the partner that is paid; null if it is unknown.</param>
    public HoldTrace HoldOf(string? group) =>
        group is not null && Groups.TryGetValue(group, out var own)
            ? new HoldTrace(own.HoldDays, group)
            : new HoldTrace(HoldDays, Group: null);

    /// <summary>The rules for when and how partners are paid.</summary>
    public required PayoutRules Payout { get; init; }

    /// <summary>The rules for applications of new partners.</summary>
    public required OnboardingRules Onboarding { get; init; }

    /// <summary>The rules for contract terms of single partners.</summary>
    public ContractRules Contracts { get; init; } = ContractRules.None;

    /// <summary>The conditions for recommendations of the review.</summary>
    public required ReviewRules Review { get; init; }
}

/// <summary>The rules that a partner group has of its own.</summary>
/// <param name="HoldDays">The number of days after the conversion until a commission becomes payable.</param>
public sealed record GroupRules(int HoldDays);

/// <summary>The rules that decide which partners get credit for a conversion.</summary>
/// <param name="Model">The attribution model.</param>
/// <param name="PositionWeights">The weights of the position-based model: first, middle (shared) and last touch. They
/// sum to 100.</param>
/// <param name="WindowDays">The maximum age of a touch at the time of the conversion, in days.</param>
/// <param name="Precedence">The kinds of touches in order of precedence. Only touches of the first kind that is present
/// count.</param>
public sealed record AttributionRules(
    AttributionModel Model,
    IReadOnlyList<int> PositionWeights,
    int WindowDays,
    IReadOnlyList<TouchKind> Precedence
);

/// <summary>The attribution models.</summary>
public enum AttributionModel
{
    /// <summary>The earliest touch gets all credit.</summary>
    FirstTouch,

    /// <summary>The latest touch gets all credit.</summary>
    LastTouch,

    /// <summary>All touches get equal credit.</summary>
    Linear,

    /// <summary>
    /// The first and the last touch get their own weights; the touches between them share the middle weight.
    /// </summary>
    PositionBased,
}

/// <summary>The kinds of touches.</summary>
public enum TouchKind
{
    /// <summary>A registered deal.</summary>
    Deal,

    /// <summary>A coupon.</summary>
    Coupon,

    /// <summary>A click on a partner's link.</summary>
    Click,

    /// <summary>A credit entered by a person.</summary>
    Manual,

    /// <summary>
    /// The customer was assigned to the partner by two persons. An assignment precedes all other kinds and has no
    /// window.
    /// </summary>
    Assignment,
}

/// <summary>The rules that decide which conversions are not paid or are held for a decision.</summary>
/// <param name="ExcludesExistingCustomers">Whether customers known before their first touch are excluded from
/// pay.</param>
/// <param name="SelfReferral">The treatment of a partner's own purchases.</param>
/// <param name="Screens">The screens, in order.</param>
public sealed record EligibilityRules(
    bool ExcludesExistingCustomers,
    SelfReferral SelfReferral,
    IReadOnlyList<Screen> Screens
)
{
    /// <summary>Whether a commission that exceeds its base is held for a decision.</summary>
    public bool HoldsWhatExceedsSale { get; init; }

    /// <summary>
    /// Whether commissions of a deal that was won and later lost are held for a decision. Otherwise they are reversed.
    /// </summary>
    public bool HoldsLostDeals { get; init; }
}

/// <summary>
/// The treatment of a partner's own purchase, identified by the same e-mail address or the same company domain.
/// </summary>
public enum SelfReferral
{
    /// <summary>The purchase is rejected.</summary>
    Reject,

    /// <summary>The purchase is held for a decision.</summary>
    Hold,

    /// <summary>The purchase pays like any other.</summary>
    Allow,
}

/// <summary>A condition under which a conversion is held or rejected.</summary>
/// <param name="Id">The id of the screen.</param>
/// <param name="On">The kind of event that the screen applies to.</param>
/// <param name="When">The condition; null means that the screen always applies.</param>
/// <param name="Holds">Whether the conversion is held. Otherwise it is rejected.</param>
/// <param name="Reason">The reason as text for people.</param>
public sealed record Screen(string Id, ConversionType On, Condition? When, bool Holds, string? Reason);

/// <summary>The kinds of events that rules apply to.</summary>
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

/// <summary>A rule that grants a commission.</summary>
/// <param name="Id">The id of the rule.</param>
/// <param name="On">The kind of event that the rule applies to.</param>
/// <param name="When">The condition; null means that the rule always applies.</param>
/// <param name="Groups">The partner groups that the rule applies to; null means all groups.</param>
/// <param name="Pay">The pay of the rule.</param>
/// <param name="Base">The parts that the base includes besides goods and services: no part for a net base, all parts
/// for a gross base.</param>
/// <param name="Duration">The period in which a customer's sales pay.</param>
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
    /// <summary>Whether the rule pays for every lead or stage of a customer, rather than once.</summary>
    public bool Repeats { get; init; }

    /// <summary>
    /// Whether the rule pays the partner who recruited a credited partner, for the commissions of that partner.
    /// </summary>
    public bool IsOverride { get; init; }

    /// <summary>
    /// Whether the rule pays for a customer's leads or stages only once. Clicks need no such limit because each click
    /// has its own id, and sales have a duration.
    /// </summary>
    public bool PaysOnce => On is ConversionType.Lead or ConversionType.Stage && !Repeats;
}

/// <summary>The period in which a customer's sales pay.</summary>
public abstract record Duration
{
    /// <summary>Only the first sale above 0 pays.</summary>
    public sealed record First : Duration;

    /// <summary>All sales pay.</summary>
    public sealed record Lifetime : Duration;

    /// <summary>Sales pay until the given number of months after the first sale above 0.</summary>
    public sealed record Months(int Count) : Duration;

    /// <summary>The given number of sales above 0 pay.</summary>
    public sealed record Payments(int Count) : Duration;
}

/// <summary>The pay of a rule.</summary>
public abstract record Pay
{
    /// <summary>A percentage of the base.</summary>
    public sealed record Percent(Percentage Rate) : Pay;

    /// <summary>A fixed amount; for a sale, the amount is paid per unit.</summary>
    public sealed record Flat(long Amount) : Pay;

    /// <summary>Pay that depends on a metric that the partner has reached.</summary>
    /// <param name="Metric">The metric, such as <c>partner.sale_amount</c>.</param>
    /// <param name="Window">The window in which the metric is counted.</param>
    /// <param name="IsMarginal">Whether each part of the base is paid at its own step. Otherwise the reached step
    /// applies to the whole base.</param>
    /// <param name="Steps">The steps, in ascending order from 0.</param>
    public sealed record Tiers(string Metric, Window Window, bool IsMarginal, IReadOnlyList<Step> Steps) : Pay
    {
        /// <summary>Whether any step pays a fixed amount.</summary>
        internal bool HasFlatSteps { get; } = Steps.Any(step => step.Pays is Flat);
    }

    /// <summary>One step of tiers.</summary>
    /// <param name="From">The value of the metric from which the step applies.</param>
    /// <param name="Pays">The pay of the step: a percentage or a fixed amount.</param>
    public sealed record Step(long From, Pay Pays);
}

/// <summary>The window in which a metric, a cap or a bonus is counted.</summary>
public enum Window
{
    /// <summary>The calendar month in UTC.</summary>
    Month,

    /// <summary>The calendar quarter in UTC.</summary>
    Quarter,

    /// <summary>The calendar year in UTC.</summary>
    Year,

    /// <summary>All time.</summary>
    Lifetime,
}

/// <summary>Which of the rules that match a conversion pay.</summary>
public enum Selection
{
    /// <summary>The rule with the highest amount pays. Of equal amounts, the earlier rule pays.</summary>
    Highest,

    /// <summary>The first matching rule pays.</summary>
    First,

    /// <summary>Every matching rule pays.</summary>
    All,
}

/// <summary>An upper limit on commissions.</summary>
/// <param name="Id">The id of the cap.</param>
/// <param name="Scope">What the cap is counted for.</param>
/// <param name="Window">The window of the cap; null for a cap per conversion.</param>
/// <param name="Max">The limit, in minor units.</param>
public sealed record Cap(string Id, CapScope Scope, Window? Window, long Max);

/// <summary>What a cap is counted for.</summary>
public enum CapScope
{
    /// <summary>A single conversion.</summary>
    Conversion,

    /// <summary>A single customer.</summary>
    Customer,

    /// <summary>A single partner.</summary>
    Partner,
}

/// <summary>An amount that is paid once in each window in which a partner's metric reaches a threshold.</summary>
/// <param name="Id">The id of the bonus.</param>
/// <param name="Metric">The metric, such as <c>partner.sales</c>.</param>
/// <param name="Window">The window in which the metric is counted.</param>
/// <param name="AtLeast">The threshold.</param>
/// <param name="Amount">The amount, in minor units.</param>
public sealed record Bonus(string Id, string Metric, Window Window, long AtLeast, long Amount);

/// <summary>The rules for when and how partners are paid.</summary>
/// <param name="Minimum">The minimum payout. Smaller amounts are carried over to the next cycle.</param>
/// <param name="SecondApprovalAbove">A cycle with a higher total needs a second approval; null means never.</param>
/// <param name="MaxMonthlyTotal">The maximum that one cycle pays; null means no limit.</param>
/// <param name="Methods">The payout methods that are offered.</param>
/// <param name="Require">The information that a partner must have provided: <c>tax_form</c>,
/// <c>payout_details</c>.</param>
public sealed record PayoutRules(
    long Minimum,
    long? SecondApprovalAbove,
    long? MaxMonthlyTotal,
    IReadOnlyList<string> Methods,
    IReadOnlyList<string> Require
);

/// <summary>The rules for applications of new partners.</summary>
/// <param name="AutoApprove">The condition under which an application is approved automatically, or null.</param>
/// <param name="AutoReject">The condition under which an application is rejected automatically, or null.</param>
/// <param name="RemindAfterHours">The number of hours after which the decider is reminded.</param>
/// <param name="EscalateAfterHours">The number of hours after which the backup is asked.</param>
/// <param name="ExpireAfterHours">The number of hours after which the application expires.</param>
/// <param name="OnExpiry">The decision on expiry: <c>approve</c> or <c>reject</c>.</param>
/// <param name="TermsVersion">The version of the terms that partners must accept; null means that any version is
/// accepted.</param>
public sealed record OnboardingRules(
    Condition? AutoApprove,
    Condition? AutoReject,
    int RemindAfterHours,
    int EscalateAfterHours,
    int ExpireAfterHours,
    string OnExpiry,
    string? TermsVersion
)
{
    /// <summary>
    /// The field with the group that the first of two persons has chosen for the partner. No other condition sees it.
    /// </summary>
    public const string AssignedGroup = "application.assigned_group";

    /// <summary>The condition under which two different persons must approve an application; null for never.</summary>
    public Condition? SecondPerson { get; init; }

    /// <summary>When a rejected applicant may apply again.</summary>
    public Reapplication Reapplication { get; init; } = Reapplication.AtOnce;

    /// <summary>
    /// The number of hours for which an application waits for the findings of the company's own screening system.
    /// </summary>
    public int FindingsWithinHours { get; init; } = 24;
}

/// <summary>When a rejected applicant may apply again.</summary>
/// <param name="AfterDays">The number of days after the rejection; null if the applicant may never apply
/// again.</param>
public sealed record Reapplication(int? AfterDays)
{
    /// <summary>The applicant may apply again at once.</summary>
    public static Reapplication AtOnce { get; } = new(0);

    /// <summary>The applicant may not apply again.</summary>
    public static Reapplication Never { get; } = new((int?)null);

    /// <summary>When an applicant who was rejected at the time may apply again, or null for never.</summary>
    public DateTimeOffset? From(DateTimeOffset rejectedAt) =>
        AfterDays is { } days ? rejectedAt + TimeSpan.FromDays(days) : null;
}

/// <summary>The conditions over a partner's scorecard under which the review makes a recommendation.</summary>
/// <param name="PromoteAt">The condition for recommending to promote the partner.</param>
/// <param name="CoachAt">The condition for recommending to coach the partner.</param>
/// <param name="PauseAt">The condition for recommending to pause the partner.</param>
public sealed record ReviewRules(Condition? PromoteAt, Condition? CoachAt, Condition? PauseAt);
