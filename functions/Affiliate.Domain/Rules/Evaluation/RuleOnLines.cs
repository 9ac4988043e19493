using Affiliate.Domain.Monetary;

namespace Affiliate.Domain.Rules;

/// <summary>A rule that is asked about each line of a sale.</summary>
/// <param name="rule">The rule.</param>
/// <param name="place">Its place among the rules of its kind of event.</param>
internal sealed class RuleOnLines(CommissionRule rule, int place)
{
    public CommissionRule Rule => rule;

    public int Place => place;

    /// <summary>Whether it matches lines, and its time is not over.</summary>
    public bool IsSelected { get; set; }

    /// <summary>The lines that it matches.</summary>
    public List<PaidLine> Lines { get; } = [];

    /// <summary>How it came out for each line; null where no trace is asked for.</summary>
    public List<LineTrace>? Traces { get; set; }

    /// <summary>The sum over the lines that it pays for, before rounding.</summary>
    public ExactAmount Exact { get; set; }

    /// <summary>The sum, rounded.</summary>
    public long Rounded { get; set; }
}

/// <summary>What a rule pays for one line, before rounding.</summary>
/// <param name="line">The place of the line.</param>
/// <param name="amount">What the rule is applied to.</param>
/// <param name="exact">What it pays, exactly.</param>
/// <param name="rounded">The same, rounded, to compare it with that of others.</param>
internal sealed class PaidLine(int line, ExactAmount amount, ExactAmount exact, long rounded)
{
    public int Line => line;

    public ExactAmount Base => amount;

    public ExactAmount Exact => exact;

    public long Rounded => rounded;

    /// <summary>Whether another rule pays for the line instead.</summary>
    public bool IsPassed { get; set; }
}
