using System.Globalization;
using Affiliate.Domain.Identity;
using Affiliate.Pages.Models;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.PartnerPages;

/// <summary>The months that a page shows.</summary>
/// <param name="First">The first month.</param>
/// <param name="Last">The last month.</param>
/// <param name="Choice">The name of the range.</param>
/// <param name="Error">What must be corrected in the query, or null.</param>
internal sealed record MonthRange(Period First, Period Last, string Choice, string? Error)
{
    /// <summary>The highest number of months of a range.</summary>
    public const int MaxMonths = 36;

    private const string ThisMonth = "this_month";
    private const string LastMonth = "last_month";
    private const string Year = "year";
    private const string Custom = "custom";
    private const int MonthsOfYear = 12;

    private static readonly EntryChoice[] Choices =
    [
        new(Year, "The last 12 months"),
        new(ThisMonth, "This month"),
        new(LastMonth, "Last month"),
        new(Custom, "Months of my choice"),
    ];

    /// <summary>The months of the range, in order.</summary>
    public IEnumerable<Period> Months
    {
        get
        {
            for (var month = First; month <= Last; month = month.Next)
            {
                yield return month;
            }
        }
    }

    /// <summary>Reads <c>range</c>, <c>from</c> and <c>to</c>. A range with a mistake is the last 12 months.</summary>
    /// <param name="query">The query.</param>
    /// <param name="now">The current month.</param>
    public static MonthRange Read(IQueryCollection query, Period now)
    {
        var (from, to) = (query["from"].ToString(), query["to"].ToString());
        var choice =
            query["range"].ToString() is { Length: > 0 } chosen ? chosen
            : from.Length + to.Length > 0 ? Custom
            : Year;
        return choice switch
        {
            ThisMonth => new MonthRange(now, now, choice, Error: null),
            LastMonth => new MonthRange(now.Previous, now.Previous, choice, Error: null),
            Year => new MonthRange(Before(now, MonthsOfYear - 1), now, choice, Error: null),
            Custom => OfChoice(from, to, now),
            _ => new MonthRange(
                Before(now, MonthsOfYear - 1),
                now,
                Year,
                "Choose one of the ranges below: these are the last 12 months."
            ),
        };
    }

    /// <summary>The form of the range.</summary>
    /// <param name="action">The page that the form leads to.</param>
    public RangeForm ToForm(string action) => new(action, Choices, Choice, First.Value, Last.Value, Error);

    /// <summary>The query of the range, for links to further pages.</summary>
    public string ToQuery() => Choice == Custom ? $"range={Choice}&from={First}&to={Last}" : $"range={Choice}";

    private static MonthRange OfChoice(string from, string to, Period now)
    {
        var mistake =
            !(Period.TryParse(from, out var first) & Period.TryParse(to, out var last))
                ? "Enter both months as year and month, such as 2026-01."
            : last < first ? "The last month is before the first one."
            : Before(last, MaxMonths - 1) > first
                ? string.Create(CultureInfo.InvariantCulture, $"Choose at most {MaxMonths} months.")
            : null;
        return mistake is null
            ? new MonthRange(first, last, Custom, Error: null)
            : new MonthRange(Before(now, MonthsOfYear - 1), now, Custom, mistake);
    }

    private static Period Before(Period month, int count)
    {
        for (var i = 0; i < count; i++)
        {
            month = month.Previous;
        }

        return month;
    }
}
