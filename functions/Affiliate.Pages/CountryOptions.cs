using Affiliate.Domain.Programs;
using Affiliate.Pages.Models;

namespace Affiliate.Pages;

/// <summary>The countries of a select, by their names.</summary>
internal static class CountryOptions
{
    /// <summary>All countries, sorted by name.</summary>
    public static IReadOnlyList<EntryChoice> All { get; } =
    [
        .. CountryNames
            .All.OrderBy(country => country.Value, StringComparer.OrdinalIgnoreCase)
            .Select(country => new EntryChoice(country.Key, country.Value)),
    ];
}
