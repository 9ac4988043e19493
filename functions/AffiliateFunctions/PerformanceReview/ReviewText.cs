using System.Globalization;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Review;
using Affiliate.Pages;
using Affiliate.Pages.Models;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Formats signals and scorecards as text for e-mails and pages.</summary>
internal static class ReviewText
{
    /// <summary>The name of a partner whose personal data was erased.</summary>
    public const string FormerPartner = "A former partner";

    /// <summary>What is recommended for a partner, in words.</summary>
    public static string RecommendationOf(string? recommendation) =>
        recommendation switch
        {
            "promote" => "move to a better group",
            "coach" => "coach by e-mail",
            "pause" => "suspend",
            "keep" => "keep as it is",
            _ => "nothing",
        };

    /// <summary>The order of recommendations, the most urgent first.</summary>
    public static int RankOf(string? recommendation) =>
        recommendation switch
        {
            "pause" => 0,
            "coach" => 1,
            "promote" => 2,
            "keep" => 3,
            _ => 4,
        };

    /// <summary>The order of statuses, the most urgent first.</summary>
    public static int RankOf(SignalStatus status) =>
        status switch
        {
            SignalStatus.Missed => 0,
            SignalStatus.TooFew => 1,
            _ => 2,
        };

    /// <summary>The targets and the revenue of a review in two sentences.</summary>
    public static string SummaryOf(StoredReview review)
    {
        var revenue = review.Signals.FirstOrDefault(signal => signal.Metric == "net_revenue");
        return $"{TargetsOf(review)} Net revenue: {ValueOf(revenue?.Value, "amount", review.Currency)}.";
    }

    private static string TargetsOf(StoredReview review)
    {
        var targets = review.Signals.Count(signal => signal.Target is not null);
        var missed = review.Signals.Count(signal => signal.Status == SignalStatus.Missed);
        var few = review.TooFew.Count();
        return targets switch
        {
            0 => "The charter sets no targets.",
            1 when missed == 1 => "The only target is missed.",
            1 when few == 1 => "The only target has too few observations.",
            1 => "The only target is reached.",
            _ => $"Of {targets} targets {StepText.Count(missed, "is", "are")} missed and "
                + $"{StepText.Count(few, "has", "have")} too few observations.",
        };
    }

    /// <summary>A signal with its status first: "Missed: Refund rate 20 %, target at most 10 % (50 observed)".</summary>
    public static string JudgementOf(Signal signal, string currency)
    {
        var status = StatusOf(signal.Status);
        var target = TargetOf(signal, currency);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{status}: {Name(signal.Metric)} {ValueOf(signal.Value, signal.Unit, currency)}, target {target} ({signal.Sample} observed)"
        );
    }

    /// <summary>A signal with its value before: "Refund rate: 20 %, before 5 %".</summary>
    public static string ChangeOf(Signal signal, string currency) =>
        $"{Name(signal.Metric)}: {ValueOf(signal.Value, signal.Unit, currency)}, before "
        + ValueOf(signal.Value - signal.Change, signal.Unit, currency);

    /// <summary>A cohort in words.</summary>
    public static string CohortOf(Cohort cohort, string currency)
    {
        string Share(int part) => $"{part} ({DisplayFormat.Percentage(part, cohort.Approved)})";
        return $"{cohort.Approved} approved, {Share(cohort.WithClick)} ever with a click, {Share(cohort.WithSale)} ever "
            + $"with a sale, {Share(cohort.Active)} active, net revenue {Amount(cohort.Revenue, currency)}, commission "
            + Amount(cohort.Commission, currency);
    }

    /// <summary>A name as readable text: <c>refund_rate</c> becomes "Refund rate".</summary>
    public static string Name(string name)
    {
        var words = name.Replace('_', ' ');
        return char.ToUpperInvariant(words[0]) + words[1..];
    }

    /// <summary>A signal with its sample, its target and its trend.</summary>
    public static string Of(Signal signal, string currency)
    {
        var target = signal.Target is { } wanted
            ? $", target {Value(wanted, signal.Unit, currency)}: {Status(signal.Status)}"
            : string.Empty;
        var trend =
            signal.Change is { } change && change != 0
                ? $", {(change > 0 ? "up" : "down")} {Value(Math.Abs(change), signal.Unit, currency)}"
                : string.Empty;
        return $"{(signal.Value is { } value ? Value(value, signal.Unit, currency) : "no data")} "
            + $"({signal.Sample} observed){target}{trend}";
    }

    /// <summary>All signals with their values, by layer.</summary>
    public static IReadOnlyList<FactGroup> LayersOf(StoredReview review) =>
        [
            .. review
                .Signals.GroupBy(signal => signal.Layer)
                .Select(layer => new FactGroup(
                    Name(layer.Key),
                    [.. layer.Select(signal => new Fact(Name(signal.Metric), Of(signal, review.Currency)))]
                )),
        ];

    /// <summary>A signal with its target, as a badge.</summary>
    public static SignalBadge BadgeOf(Signal signal, string currency)
    {
        var interval = signal.Interval is { } range
            ? $", 95 % between {ValueOf(range.Low, "share", currency)} and {ValueOf(range.High, "share", currency)}"
            : string.Empty;
        return new SignalBadge(
            Name(signal.Metric),
            ValueOf(signal.Value, signal.Unit, currency),
            $"target {TargetOf(signal, currency)}",
            signal.Status == SignalStatus.Met ? "met" : Status(signal.Status),
            signal.Status switch
            {
                SignalStatus.Met => "met",
                SignalStatus.Missed => "missed",
                _ => "few",
            },
            string.Create(
                CultureInfo.InvariantCulture,
                $"{signal.Sample} of {signal.MinSample ?? 0} needed observations"
            ) + interval,
            [.. signal.Trend.Select(point => point.Value)]
        );
    }

    /// <summary>The target of a signal, such as <c>at most 5 %</c>; null without one.</summary>
    public static string? TargetOf(Signal signal, string currency) =>
        signal.Target is null
            ? null
            : $"{(signal.Direction == "at_most" ? "at most" : "at least")} "
                + ValueOf(signal.Target, signal.Unit, currency);

    /// <summary>The status, beginning with a capital letter.</summary>
    public static string StatusOf(SignalStatus status) => Name(Status(status));

    /// <summary>A value in its unit.</summary>
    public static string ValueOf(decimal? value, string unit, string currency) =>
        value is { } known ? Value(known, unit, currency) : "no data";

    /// <summary>A value of a scorecard.</summary>
    public static string ValueOf(decimal value, ScorecardUnit unit, string currency) =>
        unit switch
        {
            ScorecardUnit.Share => Value(value, "share", currency),
            ScorecardUnit.Amount => Amount((long)Math.Round(value), currency),
            ScorecardUnit.AmountPerClick => AmountPerClick(value, currency),
            _ => Value(value, "count", currency),
        };

    private static string Status(SignalStatus status) =>
        status switch
        {
            SignalStatus.Met => "reached",
            SignalStatus.Missed => "missed",
            SignalStatus.TooFew => "too few samples",
            _ => "no target",
        };

    private static string Value(decimal value, string unit, string currency) =>
        unit switch
        {
            "share" => string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.##} %"),
            "hours" => string.Create(CultureInfo.InvariantCulture, $"{value:0.##} h"),
            "amount" => Amount((long)value, currency),
            _ => string.Create(CultureInfo.InvariantCulture, $"{value:0.##}"),
        };

    // Hundredths of a minor unit: 12.34 cents are 0.1234 USD.
    private static string AmountPerClick(decimal amount, string currency) =>
        DisplayFormat.Amount((long)Math.Round(amount * 100), currency, Currency.Parse(currency).Digits + 2);

    private static string Amount(long amount, string currency) => DisplayFormat.Amount(amount, currency);
}
