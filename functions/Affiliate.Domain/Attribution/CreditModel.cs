using System.Collections.Immutable;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Attribution;

/// <summary>Decides which partners get credit for a conversion, and with which shares.</summary>
public static class CreditModel
{
    /// <summary>
    /// Returns the credits, ordered by the time of each partner's first counted touch; an empty list when no touch
    /// counts.
    /// </summary>
    /// <param name="rules">The attribution rules.</param>
    /// <param name="touches">The customer's touches, in any order.</param>
    /// <param name="at">The time of the conversion; later touches do not count.</param>
    public static IReadOnlyList<Credit> Credits(AttributionRules rules, IEnumerable<Touch> touches, DateTimeOffset at)
    {
        var counted = Counted(rules, touches, at);
        return counted.Count > 0 ? Weigh(rules, counted) : [];
    }

    /// <summary>
    /// Returns the touches that count, ordered by time: the touches within the window, of the first kind that is
    /// present. An assignment by persons precedes the kinds of the rules.
    /// </summary>
    /// <param name="rules">The attribution rules.</param>
    /// <param name="touches">The customer's touches, in any order.</param>
    /// <param name="at">The time of the conversion.</param>
    public static IReadOnlyList<Touch> Counted(AttributionRules rules, IEnumerable<Touch> touches, DateTimeOffset at)
    {
        var inWindow = Touch
            .InOrder(touches.Where(touch => IsInWindow(rules, touch, at)))
            .ToLookup(touch => touch.Kind);
        return inWindow[TouchKind.Assignment].LastOrDefault() is { } assignment
            ? [assignment]
            : [.. rules.Precedence.Where(inWindow.Contains).Take(1).SelectMany(kind => inWindow[kind])];
    }

    /// <summary>
    /// Returns the link and the sub-id by which each credited partner got its credit: those of the touch that decides
    /// it. A partner with several counted touches has those of the last one, and under first_touch of the first one.
    /// Partners whose touch came by neither are left out.
    /// </summary>
    /// <param name="rules">The attribution rules.</param>
    /// <param name="touches">The customer's touches, in any order.</param>
    /// <param name="at">The time of the conversion.</param>
    public static IReadOnlyDictionary<PartnerId, LinkOrigin> Origins(
        AttributionRules rules,
        IReadOnlyCollection<Touch> touches,
        DateTimeOffset at
    ) =>
        touches.All(touch => touch.Origin is null)
            ? ImmutableDictionary<PartnerId, LinkOrigin>.Empty
            : Counted(rules, touches, at)
                .GroupBy(touch => touch.Partner)
                .Select(own =>
                    (Partner: own.Key, (rules.Model == AttributionModel.FirstTouch ? own.First() : own.Last()).Origin)
                )
                .Where(own => own.Origin is not null)
                .ToDictionary(own => own.Partner, own => own.Origin!);

    /// <summary>Whether a touch is within the window: not later than the conversion and not too old.</summary>
    internal static bool IsInWindow(AttributionRules rules, Touch touch, DateTimeOffset at) =>
        touch.CountsFrom <= at
        && (touch.Kind == TouchKind.Assignment || at - touch.At <= TimeSpan.FromDays(rules.WindowDays));

    private static List<Credit> Weigh(AttributionRules rules, IReadOnlyList<Touch> touches) =>
        rules.Model switch
        {
            AttributionModel.FirstTouch => [new Credit(touches[0].Partner, 1)],
            AttributionModel.LastTouch => [new Credit(touches[^1].Partner, 1)],
            AttributionModel.Linear => Merge(touches, _ => 1),
            AttributionModel.PositionBased => Merge(touches, PositionWeights(rules.PositionWeights, touches.Count)),
            _ => throw new ArgumentException($"There is no model {rules.Model}.", nameof(rules)),
        };

    // The middle touches share one weight, so the weights of the ends are multiplied by the number of middle touches.
    // Two touches have no middle and use the weights of the ends. If these weights are zero, and for a single touch,
    // the shares are equal.
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
