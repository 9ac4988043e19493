using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Attribution;

/// <summary>Decides which partners get credit for a conversion, and in which shares.</summary>
public static class CreditModel
{
    /// <summary>The credits, by the time of the partners' first counted touch; none when no touch counts.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="touches">The customer's touches, in any order.</param>
    /// <param name="at">The time of the conversion; later touches do not count.</param>
    public static IReadOnlyList<Credit> Credits(AttributionRules rules, IEnumerable<Touch> touches, DateTimeOffset at)
    {
        var counted = Counted(rules, touches, at);
        return counted.Count > 0 ? Weigh(rules, counted) : [];
    }

    /// <summary>The touches that count, by their time: those of the window, of the first kind that is there.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="touches">The customer's touches, in any order.</param>
    /// <param name="at">The time of the conversion.</param>
    public static IReadOnlyList<Touch> Counted(AttributionRules rules, IEnumerable<Touch> touches, DateTimeOffset at)
    {
        var inWindow = Touch
            .InOrder(touches.Where(touch => IsInWindow(rules, touch, at)))
            .ToLookup(touch => touch.Kind);
        return [.. rules.Precedence.Where(inWindow.Contains).Take(1).SelectMany(kind => inWindow[kind])];
    }

    /// <summary>Whether a touch is neither later than the conversion nor too old.</summary>
    internal static bool IsInWindow(AttributionRules rules, Touch touch, DateTimeOffset at) =>
        touch.CountsFrom <= at && at - touch.At <= TimeSpan.FromDays(rules.WindowDays);

    private static List<Credit> Weigh(AttributionRules rules, IReadOnlyList<Touch> touches) =>
        rules.Model switch
        {
            AttributionModel.FirstTouch => [new Credit(touches[0].Partner, 1)],
            AttributionModel.LastTouch => [new Credit(touches[^1].Partner, 1)],
            AttributionModel.Linear => Merge(touches, _ => 1),
            AttributionModel.PositionBased => Merge(touches, PositionWeights(rules.PositionWeights, touches.Count)),
            _ => throw new ArgumentException($"There is no model {rules.Model}.", nameof(rules)),
        };

    // The middle ones share their weight, so the weights of the ends are taken as many times as there are middle ones.
    // Two touches have no middle and share by the weights of the ends; if those are nothing, and for a single touch,
    // alike.
    private static Func<int, long> PositionWeights(IReadOnlyList<int> weights, int count)
    {
        var middle = Math.Max(count - 2, 1);
        return (count, weights[0] + weights[2]) switch
        {
            (1, _) or (2, 0) => _ => 1,
            _ => position =>
                position == 0 ? (long)weights[0] * middle
                : position == count - 1 ? (long)weights[2] * middle
                : weights[1],
        };
    }

    private static List<Credit> Merge(IReadOnlyList<Touch> touches, Func<int, long> weight) =>
        [
            .. touches
                .Select((touch, i) => (touch.Partner, Weight: weight(i)))
                .GroupBy(share => share.Partner)
                .Select(own => new Credit(own.Key, own.Sum(share => share.Weight)))
                .Where(credit => credit.Weight > 0),
        ];
}
