using System.Globalization;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.ConsolePages.RuleVersions;

/// <summary>The form that asks for a simulation.</summary>
internal static class SimulationForm
{
    /// <summary>The field with the first day.</summary>
    public const string From = "from";

    /// <summary>The field with the day after the last one.</summary>
    public const string To = "to";

    // As many days as the approval of a rule book simulates.
    private const int Days = 90;

    /// <summary>The form, with the sent period or with the last 90 days.</summary>
    /// <param name="shown">The program.</param>
    /// <param name="version">The version.</param>
    /// <param name="now">The time.</param>
    /// <param name="problem">What is wrong with the sent period, or null.</param>
    public static ActionBlock For(
        ConsoleProgram shown,
        StoredRuleBook version,
        DateTimeOffset now,
        Problem? problem = null
    ) =>
        new(
            new ConsoleForm($"{RuleVersionText.PathOf(shown, version.Version)}/simulate", "Simulate")
            {
                Text =
                    "Replays the events of a period under this version and compares the commissions with those "
                    + "granted. Days begin at midnight UTC. Nothing is changed.",
                Fields =
                [
                    new EntryField(From, "From") { Type = "date" },
                    new EntryField(To, "To") { Type = "date", Hint = "the first day that does not count" },
                ],
                Values = new Dictionary<string, string>
                {
                    [From] = ValueOf(shown, From, now.AddDays(-Days)),
                    [To] = ValueOf(shown, To, now.AddDays(1)),
                },
                Errors =
                    problem?.Errors.ToDictionary(
                        error => error.Key.TrimStart('/'),
                        error => (IReadOnlyList<string>)[.. error.Value],
                        StringComparer.Ordinal
                    )
                    ?? [],
            }
        )
        {
            Title = "Simulation",
        };

    private static string ValueOf(ConsoleProgram shown, string field, DateTimeOffset usual) =>
        shown.Visit.Form.Count > 0
            ? shown.Visit.Field(field) ?? string.Empty
            : usual.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
