using Affiliate.Domain.Identity;
using Affiliate.Pages.Models;

namespace AffiliateFunctions.ConsolePages;

/// <summary>
/// The sections of the console: the only list of them. A new section is a line here and functions below its path; the
/// navigation and the guard of the console need nothing else.
/// </summary>
internal static class ConsoleSections
{
    /// <summary>The first section of a program.</summary>
    public const string Overview = "";

    /// <summary>The versions of the rule book.</summary>
    public const string Rules = "rules";

    /// <summary>The partners.</summary>
    public const string Partners = "partners";

    /// <summary>The commissions.</summary>
    public const string Commissions = "commissions";

    /// <summary>The search, to which the pages of customers and events belong.</summary>
    public const string Search = "search";

    /// <summary>What persons are asked to decide.</summary>
    public const string Approvals = "approvals";

    /// <summary>The held commissions.</summary>
    public const string Held = "held";

    /// <summary>The cycles with their payouts and files.</summary>
    public const string Cycles = "cycles";

    /// <summary>The reviews with their decisions and actions.</summary>
    public const string Reviews = "reviews";

    /// <summary>The signals over the reviews.</summary>
    public const string Signals = "signals";

    /// <summary>Where work waits, and what has failed.</summary>
    public const string Process = "process";

    /// <summary>The webhook endpoints and deliveries.</summary>
    public const string Webhooks = "webhooks";

    /// <summary>The audit log.</summary>
    public const string Audit = "audit";

    /// <summary>The health of the app.</summary>
    public const string Health = "/console/health";

    private static readonly (string Group, string Path, string Label)[] OfProgram =
    [
        ("Program", Overview, "Overview"),
        ("Program", Rules, "Rules"),
        ("Decide", Approvals, "Approvals"),
        ("Decide", Held, "Held commissions"),
        ("Look up", Partners, "Partners"),
        ("Look up", Commissions, "Commissions"),
        ("Look up", Search, "Customers and events"),
        ("Watch", Cycles, "Cycles and payouts"),
        ("Watch", Reviews, "Reviews"),
        ("Watch", Signals, "Signals"),
        ("Watch", Process, "Where work waits"),
        ("Watch", Webhooks, "Webhooks"),
        ("Watch", Audit, "Audit log"),
    ];

    private static readonly (string Path, string Label)[] OfApp = [(ConsolePaths.Home, "Programs"), (Health, "Health")];

    /// <summary>The navigation of a page.</summary>
    /// <param name="program">The program of the page; null for a page of no program.</param>
    /// <param name="current">
    /// The path of the section that the page belongs to: within the program, if there is one.
    /// </param>
    public static IReadOnlyList<ConsoleMenu> MenusFor(ProgramSlug? program, string current)
    {
        var app = new ConsoleMenu(
            "All programs",
            [
                .. OfApp.Select(section => new EntryTab(
                    section.Label,
                    section.Path,
                    program is null && section.Path == current
                )),
            ]
        );
        return program is not { } slug
            ? [app]
            :
            [
                .. OfProgram
                    .GroupBy(section => section.Group)
                    .Select(group => new ConsoleMenu(
                        group.Key,
                        [.. group.Select(section => EntryOf(slug, section.Path, section.Label, current))]
                    )),
                app,
            ];
    }

    /// <summary>The label of a section of a program.</summary>
    public static string LabelOf(string section) => Array.Find(OfProgram, entry => entry.Path == section).Label;

    private static EntryTab EntryOf(ProgramSlug program, string path, string label, string current) =>
        new(label, path == Overview ? ConsolePaths.Program(program) : ConsolePaths.Of(program, path), path == current);
}
