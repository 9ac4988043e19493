using Affiliate.Domain.Monetary;

namespace Affiliate.Domain.Rules;

/// <summary>A rule that is applied to each line of a sale.</summary>
/// <param name="rule">The rule.</param>
/// <param name="place">The index of the rule among the rules for the same kind of event.</param>
internal sealed class RuleOnLines(CommissionRule rule, int place)
{
    public CommissionRule Rule => rule;

    public int Place => place;

    /// <summary>Whether the rule matches at least one line and its duration has not ended.</summary>
    public bool IsSelected { get; set; }

    /// <summary>The lines that the rule matches.</summary>
    public List<PaidLine> Lines { get; } = [];

    /// <summary>The result for each line; null when no trace is requested.</summary>
    public List<LineTrace>? Traces { get; set; }

    /// <summary>The sum over the lines that the rule pays for, before rounding.</summary>
    public ExactAmount Exact { get; set; }

    /// <summary>The rounded sum.</summary>
    public long Rounded { get; set; }
}

/// <summary>The amount that a rule pays for one line, before rounding.</summary>
/// <param name="line">The index of the line.</param>
/// <param name="amount">The amount the rule is applied to.</param>
/// <param name="exact">The exact amount that the rule pays.</param>
/// <param name="rounded">The rounded amount, for the comparison with other rules.</param>
internal sealed class PaidLine(int line, ExactAmount amount, ExactAmount exact, long rounded)
{
    public int Line => line;

    public ExactAmount Base => amount;

    public ExactAmount Exact => exact;

    public long Rounded => rounded;

    /// <summary>Whether another rule pays for this line instead.</summary>
    public bool IsPassed { get; set; }
}
