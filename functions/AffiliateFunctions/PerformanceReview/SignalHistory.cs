using Affiliate.Domain.Review;
using Affiliate.Pages;
using Affiliate.Pages.Models;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>The signals of a program over its reviews.</summary>
/// <param name="Reviews">The months of the reviews in words, the earliest first.</param>
/// <param name="Signals">The signals, in the order of the packet.</param>
/// <param name="OtherSpans">
/// How many reviews are left out because they cover another number of months: their sums do not compare.
/// </param>
public sealed record SignalHistories(
    IReadOnlyList<string> Reviews,
    IReadOnlyList<SignalHistory> Signals,
    int OtherSpans
);

/// <summary>A signal in several reviews.</summary>
/// <param name="Name">The name in words.</param>
/// <param name="Layer">The layer in words.</param>
/// <param name="Definition">How the signal is computed; null for a target whose measure does not exist.</param>
/// <param name="CannotTell">What the signal does not say, or null.</param>
/// <param name="Target">The target of the last review in words, such as <c>at most 5 %</c>; null without one.</param>
/// <param name="Values">The values, one for each review, the earliest first.</param>
public sealed record SignalHistory(
    string Name,
    string Layer,
    string? Definition,
    string? CannotTell,
    string? Target,
    IReadOnlyList<SignalValue> Values
)
{
    /// <summary>The history of a signal.</summary>
    /// <param name="metric">The name of the measure.</param>
    /// <param name="reviews">The reviews, the earliest first; at least one.</param>
    public static SignalHistory Of(string metric, IReadOnlyList<ReviewHead> reviews)
    {
        var values = reviews
            .Select(review => (Head: review, Signal: review.Signals.FirstOrDefault(signal => signal.Metric == metric)))
            .ToList();
        var definition = SignalCatalog.Find(metric);
        var last = values.Last(value => value.Signal is not null);
        return new SignalHistory(
            ReviewText.Name(metric),
            ReviewText.Name(last.Signal!.Layer),
            definition?.Formula,
            definition?.CannotTell,
            ReviewText.TargetOf(last.Signal, last.Head.Currency),
            [.. values.Select(value => SignalValue.Of(value.Head, value.Signal))]
        );
    }
}

/// <summary>The value of a signal in a review.</summary>
/// <param name="Months">The months of the review in words.</param>
/// <param name="Value">The value; null if there is none.</param>
/// <param name="Text">The value, formatted.</param>
/// <param name="Sample">The number of observations.</param>
/// <param name="Status">The status against the target that the review was decided on, in words.</param>
/// <param name="Tone">The tone of the status.</param>
public sealed record SignalValue(string Months, decimal? Value, string Text, int Sample, string Status, CellTone Tone)
{
    /// <summary>The value in a review.</summary>
    public static SignalValue Of(ReviewHead review, Signal? signal) =>
        signal is null
            ? new SignalValue(
                DisplayFormat.Months(review.Span),
                null,
                "not measured",
                0,
                "Not measured",
                CellTone.Plain
            )
            : new SignalValue(
                DisplayFormat.Months(review.Span),
                signal.Value,
                ReviewText.ValueOf(signal.Value, signal.Unit, review.Currency),
                signal.Sample,
                ReviewText.StatusOf(signal.Status),
                signal.Status switch
                {
                    SignalStatus.Met => CellTone.Ok,
                    SignalStatus.Missed => CellTone.Bad,
                    SignalStatus.TooFew => CellTone.Warn,
                    _ => CellTone.Plain,
                }
            );
}
