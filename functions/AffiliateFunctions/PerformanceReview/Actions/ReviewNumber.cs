using Affiliate.Domain.Identity;
using Affiliate.Domain.Review;

namespace AffiliateFunctions.PerformanceReview.Actions;

/// <summary>The value of a number in one review: of a signal, or of a measure of a partner's scorecard.</summary>
/// <param name="Period">The reviewed month, or the last one of several.</param>
/// <param name="Value">The value in its unit; null if there was nothing to measure.</param>
/// <param name="Sample">The number of observations.</param>
/// <param name="TooFew">Whether the observations are too few to say that the number moved.</param>
public sealed record ReviewNumber(Period Period, decimal? Value, int Sample, bool TooFew);

/// <summary>
/// The numbers that an action of a review can be meant to move: the signals, and the measures of a partner's scorecard
/// by the names that the conditions of the rule book have for them.
/// </summary>
internal static class ReviewNumbers
{
    // A rate of fewer observations moves by more than 10 % with one of them. The charter's minimum comes first.
    private const int MinSample = 10;

    // The measures that can be chosen, in the order of the form, with the number of observations of each.
    private static readonly (string Field, Func<Scorecard, int> Sample)[] Chosen =
    [
        (ScorecardMeasure.Prefix + "conversion_rate", card => card.Clicks),
        (ScorecardMeasure.Prefix + "refund_rate", card => card.Sales),
        (ScorecardMeasure.Revenue, card => card.Sales),
        (ScorecardMeasure.Prefix + "sales", card => card.Sales),
        (ScorecardMeasure.Prefix + "leads", card => card.Leads),
        (ScorecardMeasure.Prefix + "clicks", card => card.Clicks),
        (ScorecardMeasure.Prefix + "refunds", card => card.Sales),
        (ScorecardMeasure.Prefix + "commission", card => card.Sales),
    ];

    /// <summary>The names of the measures of a scorecard that can be chosen.</summary>
    public static IReadOnlyList<string> PartnerNames { get; } = [.. Chosen.Select(choice => choice.Field)];

    /// <summary>Whether an action can be meant to move the number.</summary>
    /// <param name="metric">The name.</param>
    /// <param name="hasPartner">Whether the action is about a partner.</param>
    public static bool IsKnown(string metric, bool hasPartner) =>
        SignalCatalog.Find(metric) is not null || (hasPartner && PartnerNames.Contains(metric));

    /// <summary>The unit of the number.</summary>
    public static string UnitOf(string metric) =>
        SignalCatalog.Find(metric)?.Unit
        ?? ScorecardMeasure.OfField(metric)?.Unit switch
        {
            ScorecardUnit.Share => "share",
            ScorecardUnit.Amount => "amount",
            _ => "count",
        };

    /// <summary>The number in words: <c>scorecard.refund_rate</c> becomes "Refund rate of the partner".</summary>
    public static string NameOf(string metric) =>
        IsOfPartner(metric)
            ? $"{ReviewText.Name(metric[ScorecardMeasure.Prefix.Length..])} of the partner"
            : ReviewText.Name(metric);

    /// <summary>The number in a review; null if the review does not have it.</summary>
    /// <param name="review">The review.</param>
    /// <param name="metric">The name, or null.</param>
    /// <param name="partner">The partner of the action, or null.</param>
    public static ReviewNumber? Find(StoredReview review, string? metric, PartnerId? partner) =>
        Find(ReviewHead.Of(review), review.Scorecards, metric, partner);

    /// <summary>The number in a review; null if the review does not have it.</summary>
    /// <param name="review">The head of the review.</param>
    /// <param name="cards">The scorecards of the review, which are read only for a number of a partner.</param>
    /// <param name="metric">The name, or null.</param>
    /// <param name="partner">The partner of the action, or null.</param>
    public static ReviewNumber? Find(
        ReviewHead review,
        IReadOnlyList<Scorecard> cards,
        string? metric,
        PartnerId? partner
    )
    {
        if (review.Signals.FirstOrDefault(signal => signal.Metric == metric) is { } signal)
        {
            var least = signal.MinSample ?? (signal.Unit is "share" or "hours" ? MinSample : 0);
            return new ReviewNumber(
                review.Period,
                signal.Value,
                signal.Sample,
                signal.Value is null || signal.Sample < least
            );
        }

        var choice = Array.Find(Chosen, choice => choice.Field == metric);
        if (choice.Field is null || partner is null || ScorecardMeasure.OfField(choice.Field) is not { } measure)
        {
            return null;
        }

        // A partner without an event in the months has no card: its counts and amounts are zero.
        var card =
            cards.FirstOrDefault(card => card.Partner == partner) ?? new Scorecard(partner.Value, 0, 0, 0, 0, 0, 0);
        var (value, sample) = (measure.ValueOf(card), choice.Sample(card));
        return new ReviewNumber(
            review.Period,
            value,
            sample,
            value is null || (measure.Unit == ScorecardUnit.Share && sample < MinSample)
        );
    }

    /// <summary>Whether the number is one of a partner's scorecard.</summary>
    public static bool IsOfPartner(string? metric) =>
        metric?.StartsWith(ScorecardMeasure.Prefix, StringComparison.Ordinal) == true;

    /// <summary>The number at the decision and in the reviews since, in words.</summary>
    public static string? MovedOf(ReviewAction action, Period decided, string currency)
    {
        if (action.Metric is not { } metric)
        {
            return null;
        }

        var unit = UnitOf(metric);
        var before = new ReviewNumber(decided, action.Before, action.BeforeSample ?? 0, action.BeforeTooFew);
        return $"{NameOf(metric)}: {TextOf(before, unit, currency)}"
            + string.Concat((action.After ?? []).Select(after => $", then {TextOf(after, unit, currency)}"));
    }

    /// <summary>The number in a review, in words: "20 % in 2026-10".</summary>
    public static string TextOf(ReviewNumber number, string unit, string currency) =>
        number is { TooFew: true, Sample: > 0 }
            ? $"{ReviewText.ValueOf(number.Value, unit, currency)} of too few observations ({number.Sample}) in "
                + number.Period
            : $"{ReviewText.ValueOf(number.Value, unit, currency)} in {number.Period}";
}
