using Affiliate.Domain.Identity;
using AffiliateFunctions.PartnerPages;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace AffiliateFunctions.Tests.PartnerPages;

/// <summary>The months that a page shows are those that were asked for, or the mistake is named.</summary>
public sealed class MonthRangeTests
{
    [Theory]
    [InlineData("", "2025-12", "2026-11")]
    [InlineData("?range=year", "2025-12", "2026-11")]
    [InlineData("?range=this_month&from=x", "2026-11", "2026-11")]
    [InlineData("?range=last_month", "2026-10", "2026-10")]
    [InlineData("?range=custom&from=2026-01&to=2026-03", "2026-01", "2026-03")]
    [InlineData("?from=2023-12&to=2026-11", "2023-12", "2026-11")]
    public void A_range_is_read(string query, string first, string last)
    {
        var range = Read(query);
        Assert.Null(range.Error);
        Assert.Equal((first, last), (range.First.Value, range.Last.Value));
        Assert.Equal(first, range.Months.First().Value);
    }

    [Theory]
    [InlineData("?range=always", "Choose one of the ranges")]
    [InlineData("?range=custom", "Enter both months")]
    [InlineData("?range=custom&from=2026-13&to=2026-12", "Enter both months")]
    [InlineData("?range=custom&from=2026-03&to=2026-01", "before the first one")]
    [InlineData("?range=custom&from=2023-11&to=2026-11", "at most 36 months")]
    public void A_mistake_is_named_and_the_last_year_is_shown(string query, string error)
    {
        var range = Read(query);
        Assert.Contains(error, range.Error, StringComparison.Ordinal);
        Assert.Equal(12, range.Months.Count());
    }

    private static MonthRange Read(string query) =>
        MonthRange.Read(new QueryCollection(QueryHelpers.ParseQuery(query)), Period.Parse("2026-11"));
}
