namespace Affiliate.Domain.Review;

/// <summary>The value of a measure in a month.</summary>
/// <param name="Value">The value in the measure's unit; null if there is nothing to measure.</param>
/// <param name="Sample">The number of observations.</param>
public sealed record Measured(decimal? Value, int Sample)
{
    private const int ShareDigits = 4;

    /// <summary>The interval that contains the rate with a confidence of 95 %; null for other values.</summary>
    public Interval? Interval { get; init; }

    /// <summary>The value by owner or other parts; empty if it has none.</summary>
    public IReadOnlyList<MeasuredPart> Parts { get; init; } = [];

    /// <summary>A number that is known without observations, such as a count.</summary>
    public static Measured Count(long count, long sample) => new(count, Sampled(sample));

    /// <summary>A rate: how many of the observations have a property.</summary>
    public static Measured Rate(long part, long whole) =>
        new(whole > 0 ? Math.Round((decimal)part / whole, ShareDigits) : null, Sampled(whole))
        {
            Interval = Review.Interval.Wilson(part, whole),
        };

    /// <summary>The share of one amount in another, which is not a rate of observations.</summary>
    public static Measured Share(long part, long whole, long sample) =>
        new(whole > 0 ? Math.Round((decimal)part / whole, ShareDigits) : null, Sampled(sample));

    /// <summary>A percentile of durations in hours, by the nearest rank.</summary>
    public static Measured Hours(IEnumerable<TimeSpan> durations, int percent)
    {
        var all = durations.ToList();
        return new Measured(Percentiles.Hours(all, percent), all.Count);
    }

    private static int Sampled(long number) => (int)Math.Clamp(number, 0, int.MaxValue);
}

/// <summary>A part of a measure.</summary>
/// <param name="Name">The name of the part, such as an owner's address.</param>
/// <param name="Value">The value, or null.</param>
/// <param name="Sample">The number of observations.</param>
public sealed record MeasuredPart(string Name, decimal? Value, int Sample);

/// <summary>An interval of a rate.</summary>
/// <param name="Low">The lower bound, from 0 to 1.</param>
/// <param name="High">The upper bound, from 0 to 1.</param>
public sealed record Interval(decimal Low, decimal High)
{
    // The 97.5th percentile of the standard normal distribution.
    private const decimal Z = 1.959964m;

    /// <summary>
    /// The Wilson score interval with a confidence of 95 % (E. B. Wilson, 1927; NIST/SEMATECH e-Handbook of Statistical
    /// Methods, section 7.2.4.1); null without observations.
    /// </summary>
    public static Interval? Wilson(long part, long whole)
    {
        if (whole <= 0)
        {
            return null;
        }

        // A rate of amounts of a damaged input is outside of [0, 1] and has no interval.
        var rate = (decimal)part / whole;
        if (rate is < 0 or > 1)
        {
            return null;
        }

        var square = Z * Z;
        var center = rate + (square / (2 * whole));
        var spread = Z * (decimal)Math.Sqrt((double)((rate * (1 - rate) / whole) + (square / 4 / whole / whole)));
        var scale = 1 + (square / whole);
        return new Interval(Bound((center - spread) / scale), Bound((center + spread) / scale));
    }

    private static decimal Bound(decimal value) => Math.Round(Math.Clamp(value, 0, 1), 4);
}
