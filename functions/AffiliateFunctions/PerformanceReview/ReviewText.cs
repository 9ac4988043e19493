using System.Globalization;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Review;
using Affiliate.Pages;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Formats signals and scorecards as text for e-mails and pages.</summary>
internal static class ReviewText
{
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

    /// <summary>A scorecard on one line.</summary>
    public static string Of(Scorecard card, string currency)
    {
        var recommendation = card.Recommendation is { } advice ? $"; recommended: {advice}" : string.Empty;
        return $"{card.Partner}: {card.Sales} sales of {Amount(card.Revenue, currency)}, {card.Refunds} refunds, "
            + $"commission {Amount(card.Commission, currency)}{recommendation}";
    }

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

    private static string Amount(long amount, string currency) =>
        DisplayFormat.Amount(amount, currency, Currency.Parse(currency).Digits);
}
