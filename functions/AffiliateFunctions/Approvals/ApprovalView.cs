using Affiliate.Pages.Models;

namespace AffiliateFunctions.Approvals;

/// <summary>Makes the models of the page from the content of a request.</summary>
internal static class ApprovalView
{
    public static Fact Of(ApprovalFact fact) => new(fact.Label, fact.Value);

    public static Choice Of(ApprovalOption option) =>
        new(option.Decision, option.Label, option.ReasonRequired, option.SelectionRequired);

    /// <summary>The reasons of all options, each once.</summary>
    public static IReadOnlyList<EntryChoice> ReasonsOf(ApprovalRequest request) =>
        [
            .. request
                .Options.SelectMany(option => option.Reasons ?? [])
                .DistinctBy(reason => reason.Code)
                .Select(reason => new EntryChoice(reason.Code, reason.Label)),
        ];

    public static EnteredField Of(ApprovalInput input, DecisionForm entered) =>
        new(
            DecisionForm.InputPrefix + input.Name,
            input.Label,
            input.Hint,
            entered.Inputs?.GetValueOrDefault(input.Name)
        );

    public static PageSection Of(ApprovalSection section) =>
        new(
            section.Title,
            section.Lines,
            section.Table is { } table ? Of(table) : null,
            section.Download is { } download ? new DownloadLink(download.Label, download.Path) : null
        );

    private static DataTable Of(ApprovalTable table) =>
        new(
            table.Caption,
            [.. table.Columns.Select(column => new TableColumn(column.Title, column.IsNumber))],
            [.. table.Rows.Select(Of)]
        );

    private static TableRow Of(ApprovalRow row) =>
        new([.. row.Cells.Select(cell => new TableCell(cell.Text, cell.Detail))])
        {
            Notes = row.Notes,
            Value = row.Value,
            PartsTitle = row.PartsTitle,
            Parts = [.. row.Parts.Select(part => new RowPart(part.Text, part.Number, part.Value))],
        };
}
