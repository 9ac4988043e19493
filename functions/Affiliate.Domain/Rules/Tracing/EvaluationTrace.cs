using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules;

/// <summary>The explanation of an evaluation. It contains all values needed to recompute the result.</summary>
public sealed record EvaluationTrace
{
    /// <summary>The version number of the rule book.</summary>
    public int? RulesVersion { get; init; }

    /// <summary>The hash of the rule book.</summary>
    public required string RulesHash { get; init; }

    /// <summary>The rule book's currency.</summary>
    public required string Currency { get; init; }

    /// <summary>The event.</summary>
    public required ConversionFacts Event { get; init; }

    /// <summary>The customer.</summary>
    public required CustomerFacts Customer { get; init; }

    /// <summary>The first credited partner.</summary>
    public required PartnerFacts Partner { get; init; }

    /// <summary>The contract terms of the first credited partner that replaced pay; null if none did.</summary>
    public ContractTermsTrace? ContractTerms { get; init; }

    /// <summary>The credited partners.</summary>
    public required IReadOnlyList<Credit> Credits { get; init; }

    /// <summary>The touches that the credits are derived from; null when the credits were given.</summary>
    public AttributionTrace? Attribution { get; init; }

    /// <summary>The results of the eligibility checks.</summary>
    public EligibilityTrace? Eligibility { get; init; }

    /// <summary>The history of the customer before this conversion.</summary>
    public required CustomerHistory History { get; init; }

    /// <summary>The amount that each cap had already paid, in minor units, by cap id.</summary>
    public required IReadOnlyDictionary<string, long> CapUsed { get; init; }

    /// <summary>The bonuses of the rule book that were already paid in their windows.</summary>
    public IReadOnlyList<string>? BonusesPaid { get; init; }

    /// <summary>The results of the screens that were checked.</summary>
    public IReadOnlyList<ScreenTrace> Screens { get; init; } = [];

    /// <summary>The results of the rules for the event's kind, in order.</summary>
    public IReadOnlyList<RuleTrace> Rules { get; init; } = [];

    /// <summary>Which of the matching rules pay.</summary>
    public Selection Select { get; init; }

    /// <summary>The results of the bonuses that were checked.</summary>
    public IReadOnlyList<BonusTrace> Bonuses { get; init; } = [];

    /// <summary>What recruiters get for the commissions of partners they recruited; null if no rule says it.</summary>
    public IReadOnlyList<OverrideTrace>? Overrides { get; init; }

    /// <summary>The decision.</summary>
    public Decision Decision { get; init; }

    /// <summary>The reason for the decision.</summary>
    public string? Reason { get; init; }

    internal static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web)
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };

    /// <summary>Returns the trace as JSON in snake_case, as it is stored and returned by the API.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options);

    /// <summary>Reads the text that <see cref="ToJson"/> returns.</summary>
    /// <exception cref="JsonException">The text is not a trace.</exception>
    public static EvaluationTrace Parse(string json) =>
        JsonSerializer.Deserialize<EvaluationTrace>(json, Options) ?? throw new JsonException("The trace is null.");
}

/// <summary>The explanation of one commission.</summary>
/// <param name="Rule">The id of the rule or the bonus.</param>
/// <param name="Partner">The id of the partner.</param>
/// <param name="Amount">The amount granted, in minor units.</param>
/// <param name="Split">The split of the conversion's commission among the partners.</param>
/// <param name="Evaluation">The trace of the evaluation that granted the commission.</param>
public sealed record CommissionTrace(
    string Rule,
    PartnerId Partner,
    long Amount,
    IReadOnlyList<SplitPart> Split,
    EvaluationTrace Evaluation
)
{
    /// <summary>
    /// The amounts that the partner's own caps removed from its share of a conversion with several credited partners;
    /// null when no such caps exist.
    /// </summary>
    public IReadOnlyList<CapTrace>? ShareCaps { get; init; }

    /// <summary>
    /// How long the commission waits until it is payable; null in traces that were written before groups had rules.
    /// </summary>
    public HoldTrace? Hold { get; init; }

    /// <summary>Why the commission was held when it was granted, such as <c>customer_fraud</c>; null if it was not.</summary>
    public string? HeldFor { get; init; }

    /// <summary>Returns the trace as JSON in snake_case, as it is stored and returned by the API.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, EvaluationTrace.Options);

    /// <summary>Reads the text that <see cref="ToJson"/> returns.</summary>
    /// <exception cref="JsonException">The text is not a trace.</exception>
    public static CommissionTrace Parse(string json) =>
        JsonSerializer.Deserialize<CommissionTrace>(json, EvaluationTrace.Options)
        ?? throw new JsonException("The trace is null.");
}

/// <summary>How long a commission waits until it is payable, and why.</summary>
/// <param name="Days">The number of days after the conversion.</param>
/// <param name="Group">The partner's group, if the days are those of the group; null if they are those of every other
/// partner.</param>
public sealed record HoldTrace(int Days, string? Group);

/// <summary>One partner's share of a conversion's commission.</summary>
/// <param name="Partner">The id of the partner.</param>
/// <param name="Weight">The weight of the share.</param>
/// <param name="Amount">The amount of the share, in minor units.</param>
public sealed record SplitPart(PartnerId Partner, long Weight, long Amount);

/// <summary>The explanation of the credits.</summary>
/// <param name="Model">The attribution model.</param>
/// <param name="WindowDays">The maximum age of a touch, in days.</param>
/// <param name="Touches">The touches of the customer that were checked.</param>
public sealed record AttributionTrace(AttributionModel Model, int WindowDays, IReadOnlyList<TouchTrace> Touches)
{
    /// <summary>
    /// The linked customers whose touches are included because the customer's own touches credit no partner; null when
    /// there are none.
    /// </summary>
    public IReadOnlyList<CustomerLink>? Links { get; init; }
}

/// <summary>The result of the attribution check of one touch.</summary>
/// <param name="Partner">The id of the partner.</param>
/// <param name="Kind">The kind of touch.</param>
/// <param name="At">The time of the touch.</param>
/// <param name="Outcome"><c>counted</c>, <c>outside_window</c>, or <c>other_kind</c> when a touch of another kind takes
/// precedence.</param>
public sealed record TouchTrace(PartnerId Partner, TouchKind Kind, DateTimeOffset At, string Outcome);

/// <summary>The results of the eligibility checks.</summary>
/// <param name="FirstTouchAt">The time of the customer's first touch.</param>
/// <param name="ExistingCustomer"><c>included</c> if the rules include existing customers, <c>known_before</c> if the
/// customer was known before the first touch, or <c>passed</c>.</param>
/// <param name="SelfReferral"><c>allowed</c> if the rules allow self-referral, <c>passed</c>, <c>hold</c> or
/// <c>reject</c>; null when this was not checked.</param>
public sealed record EligibilityTrace(DateTimeOffset? FirstTouchAt, string ExistingCustomer, string? SelfReferral);

/// <summary>The result of a screen.</summary>
/// <param name="Id">The id of the screen.</param>
/// <param name="Outcome"><c>passed</c>, <c>hold</c> or <c>reject</c>.</param>
/// <param name="Conditions">The comparisons of the screen's condition, with the values that they saw.</param>
public sealed record ScreenTrace(string Id, string Outcome, IReadOnlyList<ConditionTrace> Conditions);

/// <summary>The result of a rule.</summary>
/// <param name="Rule">The id of the rule.</param>
/// <param name="Outcome"><c>selected</c>, <c>not_selected</c> or <c>not_matched</c>.</param>
/// <param name="Reason">The reason why the rule did not match: <c>group</c>, <c>condition</c>, <c>duration_ended</c> or
/// <c>paid_before</c>. Later checks in this order were not made.</param>
/// <param name="Conditions">The comparisons of the rule's condition, with the values that they saw.</param>
public sealed record RuleTrace(string Rule, string Outcome, string? Reason, IReadOnlyList<ConditionTrace> Conditions)
{
    /// <summary>The base that the rule was applied to.</summary>
    public BaseTrace? Base { get; init; }

    /// <summary>The computation of the amount, line by line; <see cref="Exact"/> is the sum of the lines.</summary>
    public IReadOnlyList<PayLine> Lines { get; init; } = [];

    /// <summary>
    /// The result for each line of the sale, for a rule that is applied to lines; null for a rule that is applied to
    /// the whole sale.
    /// </summary>
    public IReadOnlyList<LineTrace>? ByLine { get; init; }

    /// <summary>The sum before rounding, in minor units with decimals.</summary>
    public string? Exact { get; init; }

    /// <summary>The sum, rounded half to even.</summary>
    public long? Rounded { get; init; }

    /// <summary>The amounts that caps removed from the rounded sum, in order.</summary>
    public IReadOnlyList<CapTrace> Caps { get; init; } = [];

    /// <summary>The amount after caps.</summary>
    public long? Amount { get; init; }
}

/// <summary>The result of a rule for one line of the sale.</summary>
/// <param name="Line">The index of the line in the sale, from 0.</param>
/// <param name="LineId">The id of the line, if it has one.</param>
/// <param name="Outcome"><c>selected</c>, <c>not_selected</c> or <c>not_matched</c>.</param>
/// <param name="Conditions">The comparisons of the rule's condition, with the values that they saw.</param>
public sealed record LineTrace(int Line, string? LineId, string Outcome, IReadOnlyList<ConditionTrace> Conditions)
{
    /// <summary>The base that the rule was applied to: the line with its shares of the whole sale.</summary>
    public BaseTrace? Base { get; init; }

    /// <summary>The computation of the amount; the sum over all selected lines is rounded once.</summary>
    public IReadOnlyList<PayLine>? Lines { get; init; }

    /// <summary>The sum before rounding, in minor units with decimals.</summary>
    public string? Exact { get; init; }
}

/// <summary>The base that a rule was applied to.</summary>
/// <param name="Kind"><c>net</c>, <c>gross</c>, or <c>net</c> with the additional parts that count, such as
/// <c>net+shipping</c>.</param>
/// <param name="Amount">The amount of the event, or of the line with its shares of the whole sale, in minor units of
/// the event's currency.</param>
/// <param name="Deducted">The tax, fee, shipping, tip and duty that are deducted for the base.</param>
/// <param name="FxRate">The exchange rate, if the currencies differ.</param>
/// <param name="Value">The base in minor units of the rule book's currency, with decimals if the exchange rate produces
/// them.</param>
public sealed record BaseTrace(string Kind, long Amount, long Deducted, string? FxRate, string Value);

/// <summary>One line of a computation: a percentage of a base, or a fixed amount per unit.</summary>
public sealed record PayLine
{
    /// <summary>The value of the metric from which the applied tier step starts.</summary>
    public long? From { get; init; }

    /// <summary>The value of the metric that selected the step.</summary>
    public long? Reached { get; init; }

    /// <summary>The part of the base that this line applies to.</summary>
    public string? Base { get; init; }

    /// <summary>The percentage of that part.</summary>
    public string? Percent { get; init; }

    /// <summary>The fixed amount, in minor units.</summary>
    public long? Flat { get; init; }

    /// <summary>The number of units.</summary>
    public long? Quantity { get; init; }
}

/// <summary>The commission of a partner for the commissions of partners that it has recruited.</summary>
/// <param name="Rule">The id of the rule.</param>
/// <param name="Partner">The partner who recruited the others.</param>
/// <param name="Recruited">The credited partners that it recruited.</param>
/// <param name="Conditions">The comparisons of the rule's condition, with the values that they saw.</param>
/// <param name="Base">The commissions of the recruited partners together, in minor units, before the caps of each
/// partner on shares.</param>
/// <param name="Percent">The percentage of the base, or null.</param>
/// <param name="Flat">The fixed amount, or null.</param>
/// <param name="Amount">The amount, rounded half to even.</param>
public sealed record OverrideTrace(
    string Rule,
    PartnerId Partner,
    IReadOnlyList<PartnerId> Recruited,
    IReadOnlyList<ConditionTrace> Conditions,
    long Base,
    string? Percent,
    long? Flat,
    long Amount
);

/// <summary>The effect of a cap.</summary>
/// <param name="Cap">The id of the cap.</param>
/// <param name="Max">The limit, in minor units.</param>
/// <param name="Used">The amount used before, in minor units.</param>
/// <param name="Removed">The amount that the cap removed, in minor units.</param>
public sealed record CapTrace(string Cap, long Max, long Used, long Removed);

/// <summary>The result of a bonus.</summary>
/// <param name="Bonus">The id of the bonus.</param>
/// <param name="Metric">The metric of the bonus.</param>
/// <param name="Window">The name of the window.</param>
/// <param name="Before">The value of the metric before this conversion.</param>
/// <param name="After">The value of the metric including this conversion.</param>
/// <param name="AtLeast">The threshold that pays the bonus.</param>
/// <param name="Amount">The amount of the bonus, in minor units.</param>
/// <param name="Outcome"><c>paid</c>, <c>paid_before</c> or <c>not_reached</c>.</param>
public sealed record BonusTrace(
    string Bonus,
    string Metric,
    string Window,
    long Before,
    long After,
    long AtLeast,
    long Amount,
    string Outcome
);
