using System.Globalization;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.ConsolePages.RuleVersions;

/// <summary>Writes about the versions of rule books.</summary>
internal static class RuleVersionText
{
    /// <summary>The path of a version's page.</summary>
    public static string PathOf(ConsoleProgram shown, int version) =>
        shown.Path(string.Create(CultureInfo.InvariantCulture, $"{ConsoleSections.Rules}/{version}"));

    /// <summary>The status of a version.</summary>
    public static TableCell StatusOf(RuleBookVersions versions, StoredRuleBook version) =>
        version.Status switch
        {
            _ when versions.InForce?.Version == version.Version => Cell("In force", CellTone.Ok),
            _ when versions.IsSuperseded(version) => Cell("Superseded", CellTone.Plain),
            RuleBookStatus.Approved => Cell("Approved, not in force yet", CellTone.Warn),
            RuleBookStatus.Submitted => Cell("Waits for approval", CellTone.Warn),
            RuleBookStatus.Rejected => Cell("Rejected", CellTone.Bad),
            _ => Cell("Draft", CellTone.Plain),
        };

    /// <summary>The requested start of a version, and its real start if that is later.</summary>
    public static TableCell EffectiveOf(ConsoleProgram shown, StoredRuleBook version) =>
        version.EffectiveFrom is { } effective
            ? new TableCell(
                shown.Day(effective),
                version.AppliesFrom is { } applies && applies > effective ? $"applies from {shown.Day(applies)}" : null
            )
            : new TableCell("Not submitted", null);

    /// <summary>The facts about a version.</summary>
    /// <param name="shown">The program.</param>
    /// <param name="versions">The versions of the program.</param>
    /// <param name="version">The version.</param>
    public static FactsBlock FactsOf(ConsoleProgram shown, RuleBookVersions versions, StoredRuleBook version)
    {
        List<ConsoleFact> facts =
        [
            new("Status", StatusOf(versions, version).Text),
            new("Effective from", version.EffectiveFrom is { } from ? DisplayFormat.Time(from) : "Not submitted"),
        ];
        if (version.AppliesFrom is { } applies)
        {
            facts.Add(new ConsoleFact("Applies from", DisplayFormat.Time(applies)));
        }

        if (version is { DecidedBy: { } person, DecidedAt: { } at })
        {
            var label = version.Status == RuleBookStatus.Rejected ? "Rejected by" : "Approved by";
            facts.Add(new ConsoleFact(label, $"{person}, {DisplayFormat.Time(at)}"));
        }

        if (version.BasedOn is { } basis)
        {
            facts.Add(new ConsoleFact("Based on", $"Version {basis}", PathOf(shown, basis)));
        }

        facts.Add(new ConsoleFact("Stored", DisplayFormat.Time(version.CreatedAt)));
        facts.Add(new ConsoleFact("Fingerprint (SHA-256)", version.Hash));
        return new FactsBlock(facts);
    }

    /// <summary>What reviews asked to change, with what became of it; nothing for a version without a request.</summary>
    /// <param name="versions">The versions of the program.</param>
    /// <param name="version">The version.</param>
    public static IEnumerable<ConsoleBlock> RequestsOf(RuleBookVersions versions, StoredRuleBook version)
    {
        if (versions.RequestsOf(version) is { Count: > 0 } requests)
        {
            var outcome = versions.ChangeOf(version) is { } change ? [change.Sentence] : Array.Empty<string>();
            yield return new ListBlock([.. requests.Select(request => request.InWords()), .. outcome])
            {
                Title = "What reviews decided to change",
            };
        }
    }

    private static TableCell Cell(string text, CellTone tone) => new(text, null) { Tone = tone };
}
