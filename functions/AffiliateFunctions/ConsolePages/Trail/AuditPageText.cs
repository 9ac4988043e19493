using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Audit;
using AffiliateFunctions.ConsolePages.Partners;
using AffiliateFunctions.ConsolePages.Programs;

namespace AffiliateFunctions.ConsolePages.Trail;

/// <summary>Writes the audit log for people.</summary>
internal static class AuditPageText
{
    private const int LongestValue = 120;

    /// <summary>The page.</summary>
    public static ConsolePage Of(ConsoleProgram shown, AuditPage page) =>
        new()
        {
            Frame = shown.Frame(ConsoleSections.Audit),
            Title = "Audit log",
            Lead =
                "Everything that a person, a caller or a rule has decided. Each record is chained to the one before by "
                + "its hash.",
            Blocks =
            [
                .. VerifiedOf(page.Verified),
                new FilterBlock(
                    shown.Path(ConsoleSections.Audit),
                    [new EntryField("subject", "About the id") { IsRequired = false, Longest = 200 }]
                )
                {
                    Values = new Dictionary<string, string> { ["subject"] = page.Subject },
                },
                page.Records.Count == 0 ? NoneOf(page) : TableOf(shown, page),
                new ActionBlock(
                    new ConsoleForm($"{shown.Path(ConsoleSections.Audit)}/verify", "Verify the chain")
                    {
                        Text = "Reads every record of the program and computes its hash anew.",
                    }
                ),
            ],
        };

    private static IEnumerable<ConsoleBlock> VerifiedOf(ChainVerification? verified) =>
        verified switch
        {
            null => [],
            { Ok: true } =>
            [
                new TextBlock($"The chain of {ProgramText.Number(verified.Records)} records is intact.")
                {
                    Title = "Verification",
                },
            ],
            { FirstBreak: { } first } =>
            [
                new TextBlock($"The chain breaks at record {ProgramText.Number(first.Sequence)}: {first.Reason}")
                {
                    Title = "Verification",
                },
            ],
            _ => [new TextBlock("The chain breaks.") { Title = "Verification" }],
        };

    private static EmptyBlock NoneOf(AuditPage page) =>
        page.Subject.Length > 0
            ? new EmptyBlock(
                "No record is about this id. Enter the id exactly, such as that of a partner or a commission."
            )
            : new EmptyBlock("Nothing was decided yet. The first record is written with the charter.");

    private static TableBlock TableOf(ConsoleProgram shown, AuditPage page) =>
        new(
            new DataTable(
                page.Subject.Length > 0 ? "The latest records about the id" : "The newest first",
                [
                    new TableColumn("What", IsNumber: false),
                    new TableColumn("About", IsNumber: false),
                    new TableColumn("By", IsNumber: false),
                    new TableColumn("Record", IsNumber: true),
                ],
                [.. page.Records.Select(record => RowOf(record, page))]
            )
        )
        {
            Next = page.Next is { } next ? $"{shown.Path(ConsoleSections.Audit)}?before={next}" : null,
            First = shown.Request.Query.ContainsKey("before") ? shown.Path(ConsoleSections.Audit) : null,
        };

    private static TableRow RowOf(AuditRecord record, AuditPage page) =>
        new([
            new TableCell(PartnerWords.Words(record.Action), DisplayFormat.Time(record.At)),
            PartnerId.TryParse(record.Subject, out var id) && page.Partners.TryGetValue(id, out var partner)
                ? new TableCell(partner.Company, record.Subject)
                : new TableCell(record.Subject, null),
            new TableCell(record.Actor, record.OnBehalfOf is { } person ? $"on behalf of {person}" : null),
            new TableCell(ProgramText.Number(record.Sequence), null),
        ])
        {
            Notes = record.Reason is { } reason ? [reason] : [],
            PartsTitle = "What changed",
            Parts = record.Change is { } change ? [.. ChangesOf(change)] : [],
        };

    private static IEnumerable<RowPart> ChangesOf(AuditChange change)
    {
        var (before, after) = (MembersOf(change.Before), MembersOf(change.After));
        return before
            .Keys.Union(after.Keys)
            .Select(name => new RowPart(
                $"{name.Replace('_', ' ')}: {before.GetValueOrDefault(name, "nothing")} → "
                    + after.GetValueOrDefault(name, "nothing"),
                string.Empty,
                Value: null
            ));
    }

    private static Dictionary<string, string> MembersOf(JsonElement values) =>
        values.ValueKind != JsonValueKind.Object
            ? []
            : values.EnumerateObject().ToDictionary(member => member.Name, member => TextOf(member.Value));

    private static string TextOf(JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return text.Length > LongestValue ? $"{text[..LongestValue]}…" : text;
    }
}
