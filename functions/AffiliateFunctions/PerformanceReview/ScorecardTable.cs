using System.Globalization;
using Affiliate.Domain.Review;
using Affiliate.Pages.Models;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Shows a scorecard as a table: each measure of the months, beside the partner's past and the program.</summary>
internal static class ScorecardTable
{
    private const string NotKnown = "not known";
    private const string None = "none";
    private const string NoneKnown = "none known";
    private const string TooFew = "too few";

    /// <summary>The table.</summary>
    public static DataTable Of(Scorecard card, StoredReview review) =>
        new(
            CaptionOf(card, review),
            [
                new TableColumn("Measure", IsNumber: false),
                new TableColumn(review.Span.Length == 1 ? "This month" : "These months", IsNumber: true),
                new TableColumn("Own past", IsNumber: true),
                new TableColumn("Median", IsNumber: true),
            ],
            [.. ScorecardMeasure.All.Select(measure => RowOf(measure, card, review))]
        );

    /// <summary>The most important figures in one sentence.</summary>
    public static string SentenceOf(Scorecard card, string currency)
    {
        var rate = card.RefundRate is { } refunds
            ? $" ({ReviewText.ValueOf(refunds, ScorecardUnit.Share, currency)})"
            : string.Empty;
        return string.Create(
                CultureInfo.InvariantCulture,
                $"{card.Clicks} clicks, {card.Leads} leads, {card.Sales} sales of {AmountOf(card.Revenue)}, {card.Refunds} refunds"
            ) + $"{rate}, commission {AmountOf(card.Commission)}";

        string AmountOf(long amount) => ReviewText.ValueOf(amount, ScorecardUnit.Amount, currency);
    }

    private static string CaptionOf(Scorecard card, StoredReview review)
    {
        var (earlier, several) =
            review.Span.Length == 1
                ? ("month", "months")
                : ($"span of {review.Span.Length} months", $"spans of {review.Span.Length} months");
        var past = card.PastPeriods switch
        {
            _ when review.Medians is null => "This review was measured without comparisons.",
            0 => $"There is no earlier {earlier} to compare with.",
            1 => $"Own past is the {earlier} before.",
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"Own past is the mean of the {card.PastPeriods} {several} before."
            ),
        };
        return review.Medians is null ? past : $"{past} Median is that of the program's partners.";
    }

    private static TableRow RowOf(ScorecardMeasure measure, Scorecard card, StoredReview review) =>
        new([
            new TableCell(measure.Title, Detail: null),
            CellOf(measure, measure.ValueOf(card), review, MissingOf(measure, card)),
            CellOf(measure, Find(card.Past, measure), review, review.Medians is null ? NotKnown : TooFew),
            CellOf(measure, Find(review.Medians, measure), review, review.Medians is null ? NotKnown : None),
        ]);

    private static TableCell CellOf(ScorecardMeasure measure, decimal? value, StoredReview review, string missing) =>
        new(value is { } known ? ReviewText.ValueOf(known, measure.Unit, review.Currency) : missing, Detail: null);

    private static decimal? Find(IReadOnlyDictionary<string, decimal>? values, ScorecardMeasure measure) =>
        values?.TryGetValue(measure.Name, out var value) == true ? value : null;

    // A value that a partner cannot have (a rate without what it is a rate of) is none; others are not known.
    private static string MissingOf(ScorecardMeasure measure, Scorecard card) =>
        measure.Name switch
        {
            "qualified_rate" when card.LeadCustomers == 0 => None,
            "refund_rate" or "conversion_rate" or "epc" => None,
            "margin" when card.Revenue <= 0 => None,
            "days_since_last_conversion" => NoneKnown,
            _ => NotKnown,
        };
}
