using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules;

/// <summary>How an evaluation came about: enough to explain it, and to compute it again.</summary>
public sealed record EvaluationTrace
{
    /// <summary>The version of the rule book.</summary>
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

    /// <summary>The credited partners.</summary>
    public required IReadOnlyList<Credit> Credits { get; init; }

    /// <summary>Which touches the credits follow from; null where the credits were given.</summary>
    public AttributionTrace? Attribution { get; init; }

    /// <summary>Whether the customer and the partner may be paid for at all.</summary>
    public EligibilityTrace? Eligibility { get; init; }

    /// <summary>What was before of this customer.</summary>
    public required CustomerHistory History { get; init; }

    /// <summary>What the caps had paid.</summary>
    public required IReadOnlyDictionary<string, long> CapUsed { get; init; }

    /// <summary>Which of the rule book's bonuses had been paid in their windows.</summary>
    public IReadOnlyList<string>? BonusesPaid { get; init; }

    /// <summary>The screens that were looked at.</summary>
    public IReadOnlyList<ScreenTrace> Screens { get; init; } = [];

    /// <summary>The rules of the event's kind, in their order.</summary>
    public IReadOnlyList<RuleTrace> Rules { get; init; } = [];

    /// <summary>Which of the matching ones pay.</summary>
    public Selection Select { get; init; }

    /// <summary>The bonuses that were looked at.</summary>
    public IReadOnlyList<BonusTrace> Bonuses { get; init; } = [];

    /// <summary>The decision.</summary>
    public Decision Decision { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    internal static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web)
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };

    /// <summary>The trace as JSON in snake_case, as it is stored and shown.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options);
}

/// <summary>How one commission came about.</summary>
/// <param name="Rule">The rule or the bonus.</param>
/// <param name="Partner">The partner.</param>
/// <param name="Amount">What is granted, in minor units.</param>
/// <param name="Split">How the conversion's commission was split.</param>
/// <param name="Evaluation">The evaluation that it is a part of.</param>
public sealed record CommissionTrace(
    string Rule,
    PartnerId Partner,
    long Amount,
    IReadOnlyList<SplitPart> Split,
    EvaluationTrace Evaluation
)
{
    /// <summary>
    /// What the partner's own caps took from its share of a conversion that others are credited for too; null where
    /// there are none.
    /// </summary>
    public IReadOnlyList<CapTrace>? ShareCaps { get; init; }

    /// <summary>The trace as JSON in snake_case, as it is stored and shown.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, EvaluationTrace.Options);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">It is no trace.</exception>
    public static CommissionTrace Parse(string json) =>
        JsonSerializer.Deserialize<CommissionTrace>(json, EvaluationTrace.Options)
        ?? throw new JsonException("The trace is null.");
}

/// <summary>One partner's part of a conversion's commission.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Weight">The weight of its share.</param>
/// <param name="Amount">Its part, in minor units.</param>
public sealed record SplitPart(PartnerId Partner, long Weight, long Amount);

/// <summary>How the credits came about.</summary>
/// <param name="Model">The model.</param>
/// <param name="WindowDays">How old a touch may be.</param>
/// <param name="Touches">The customer's touches that were looked at.</param>
public sealed record AttributionTrace(AttributionModel Model, int WindowDays, IReadOnlyList<TouchTrace> Touches)
{
    /// <summary>
    /// The linked customers whose touches are among them, where the customer's own credited nobody; null where there
    /// are none.
    /// </summary>
    public IReadOnlyList<CustomerLink>? Links { get; init; }
}

/// <summary>How a touch came out.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Kind">The kind.</param>
/// <param name="At">When.</param>
/// <param name="Outcome"><c>counted</c>, <c>outside_window</c> or <c>other_kind</c>: another kind goes before
/// it.</param>
public sealed record TouchTrace(PartnerId Partner, TouchKind Kind, DateTimeOffset At, string Outcome);

/// <summary>How eligibility came out.</summary>
/// <param name="FirstTouchAt">The customer's first touch.</param>
/// <param name="ExistingCustomer"><c>included</c> by the rules, <c>known_before</c> the first touch, or
/// <c>passed</c>.</param>
/// <param name="SelfReferral"><c>allowed</c> by the rules, <c>passed</c>, <c>hold</c> or <c>reject</c>; null where it
/// was not looked at.</param>
public sealed record EligibilityTrace(DateTimeOffset? FirstTouchAt, string ExistingCustomer, string? SelfReferral);

/// <summary>How a screen came out.</summary>
/// <param name="Id">The screen.</param>
/// <param name="Outcome"><c>passed</c>, <c>hold</c> or <c>reject</c>.</param>
/// <param name="Conditions">What its condition saw.</param>
public sealed record ScreenTrace(string Id, string Outcome, IReadOnlyList<ConditionTrace> Conditions);

/// <summary>How a rule came out.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Outcome"><c>selected</c>, <c>not_selected</c> or <c>not_matched</c>.</param>
/// <param name="Reason">Why it did not match: <c>group</c>, <c>condition</c>, <c>duration_ended</c> or
/// <c>paid_before</c>; the ones after it were not looked at.</param>
/// <param name="Conditions">What its condition saw.</param>
public sealed record RuleTrace(string Rule, string Outcome, string? Reason, IReadOnlyList<ConditionTrace> Conditions)
{
    /// <summary>What it was applied to.</summary>
    public BaseTrace? Base { get; init; }

    /// <summary>What was computed from it, line by line; their sum is <see cref="Exact"/>.</summary>
    public IReadOnlyList<PayLine> Lines { get; init; } = [];

    /// <summary>
    /// How it came out for each line of the sale, for a rule that looks at lines; null for one that looks at the whole.
    /// </summary>
    public IReadOnlyList<LineTrace>? ByLine { get; init; }

    /// <summary>The sum before rounding, in minor units with decimals.</summary>
    public string? Exact { get; init; }

    /// <summary>The sum, rounded half to even.</summary>
    public long? Rounded { get; init; }

    /// <summary>What caps took from it, in their order.</summary>
    public IReadOnlyList<CapTrace> Caps { get; init; } = [];

    /// <summary>What is left.</summary>
    public long? Amount { get; init; }
}

/// <summary>How a rule came out for one line of the sale.</summary>
/// <param name="Line">The place of the line in the sale, from 0.</param>
/// <param name="LineId">The line's id, where it has one.</param>
/// <param name="Outcome"><c>selected</c>, <c>not_selected</c> or <c>not_matched</c>.</param>
/// <param name="Conditions">What its condition saw.</param>
public sealed record LineTrace(int Line, string? LineId, string Outcome, IReadOnlyList<ConditionTrace> Conditions)
{
    /// <summary>What it was applied to: the line with its shares of the whole.</summary>
    public BaseTrace? Base { get; init; }

    /// <summary>What was computed from it; the sum over all selected lines is rounded once.</summary>
    public IReadOnlyList<PayLine>? Lines { get; init; }

    /// <summary>The sum before rounding, in minor units with decimals.</summary>
    public string? Exact { get; init; }
}

/// <summary>What a rule was applied to.</summary>
/// <param name="Kind"><c>net</c>, <c>gross</c>, or <c>net</c> with the parts that count beside it, such as
/// <c>net+shipping</c>.</param>
/// <param name="Amount">The amount of the event, or of the line with its shares of the whole, in minor units of its
/// currency.</param>
/// <param name="Deducted">The tax, fee, shipping, tip and duty that the base is without.</param>
/// <param name="FxRate">The rate, where the currencies differ.</param>
/// <param name="Value">The base in minor units of the rule book's currency, with decimals where the rate makes
/// some.</param>
public sealed record BaseTrace(string Kind, long Amount, long Deducted, string? FxRate, string Value);

/// <summary>One line of a computation: a percentage of a base, or a fixed amount for each unit.</summary>
public sealed record PayLine
{
    /// <summary>The step of the tiers.</summary>
    public long? From { get; init; }

    /// <summary>The metric's value that the step was found by.</summary>
    public long? Reached { get; init; }

    /// <summary>The part of the base.</summary>
    public string? Base { get; init; }

    /// <summary>The percentage of it.</summary>
    public string? Percent { get; init; }

    /// <summary>The fixed amount, in minor units.</summary>
    public long? Flat { get; init; }

    /// <summary>For how many units.</summary>
    public long? Quantity { get; init; }
}

/// <summary>What a cap took.</summary>
/// <param name="Cap">The cap.</param>
/// <param name="Max">The most, in minor units.</param>
/// <param name="Used">What was used before.</param>
/// <param name="Removed">What it took.</param>
public sealed record CapTrace(string Cap, long Max, long Used, long Removed);

/// <summary>How a bonus came out.</summary>
/// <param name="Bonus">The bonus.</param>
/// <param name="Metric">Its metric.</param>
/// <param name="Window">The window, by its name.</param>
/// <param name="Before">The metric before this conversion.</param>
/// <param name="After">And with it.</param>
/// <param name="AtLeast">What is to be reached.</param>
/// <param name="Amount">What it pays, in minor units.</param>
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
