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
    /// <summary>The measures of scorecards begin with it.</summary>
    public const string OfPartner = "scorecard.";

    // A rate of fewer observations moves by more than 10 % with one of them. The charter's minimum comes first.
    private const int MinSample = 10;

    private static readonly (
        string Name,
        string Unit,
        Func<Scorecard, decimal?> Value,
        Func<Scorecard, int> Sample
    )[] Cards =
    [
        ("conversion_rate", "share", ConversionRateOf, card => card.Clicks),
        ("refund_rate", "share", card => card.RefundRate, card => card.Sales),
        ("revenue", "amount", card => card.Revenue, card => card.Sales),
        ("sales", "count", card => card.Sales, card => card.Sales),
        ("leads", "count", card => card.Leads, card => card.Leads),
        ("clicks", "count", card => card.Clicks, card => card.Clicks),
        ("refunds", "count", card => card.Refunds, card => card.Sales),
        ("commission", "amount", card => card.Commission, card => card.Sales),
    ];

    /// <summary>The names of the measures of a scorecard.</summary>
    public static IReadOnlyList<string> PartnerNames { get; } = [.. Cards.Select(card => OfPartner + card.Name)];

    /// <summary>Whether an action can be meant to move the number.</summary>
    /// <param name="metric">The name.</param>
    /// <param name="hasPartner">Whether the action is about a partner.</param>
    public static bool IsKnown(string metric, bool hasPartner) =>
        SignalCatalog.Find(metric) is not null || (hasPartner && PartnerNames.Contains(metric));

    /// <summary>The unit of the number.</summary>
    public static string UnitOf(string metric) =>
        SignalCatalog.Find(metric)?.Unit ?? Array.Find(Cards, card => OfPartner + card.Name == metric).Unit ?? "count";

    /// <summary>The number in words: <c>scorecard.refund_rate</c> becomes "Refund rate of the partner".</summary>
    public static string NameOf(string metric) =>
        metric.StartsWith(OfPartner, StringComparison.Ordinal)
            ? $"{ReviewText.Name(metric[OfPartner.Length..])} of the partner"
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

        var measure = Array.Find(Cards, card => OfPartner + card.Name == metric);
        if (measure.Name is null || partner is null)
        {
            return null;
        }

        // A partner without an event in the months has no card: its counts and amounts are zero.
        var card =
            cards.FirstOrDefault(card => card.Partner == partner) ?? new Scorecard(partner.Value, 0, 0, 0, 0, 0, 0);
        var (value, sample) = (measure.Value(card), measure.Sample(card));
        return new ReviewNumber(
            review.Period,
            value,
            sample,
            value is null || (measure.Unit == "share" && sample < MinSample)
        );
    }

    /// <summary>Whether the number is one of a partner's scorecard.</summary>
    public static bool IsOfPartner(string? metric) => metric?.StartsWith(OfPartner, StringComparison.Ordinal) == true;

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

    private static decimal? ConversionRateOf(Scorecard card) =>
        card.Clicks > 0 ? Math.Round((decimal)card.Sales / card.Clicks, 4) : null;
}
