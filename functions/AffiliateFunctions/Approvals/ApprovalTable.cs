using System.Text.Json.Serialization;

namespace AffiliateFunctions.Approvals;

/// <summary>A table of an approval page.</summary>
/// <param name="Caption">What the rows are, in a sentence, such as <c>The largest 100 of 500 payouts</c>.</param>
/// <param name="Columns">The columns. The cells of the first one name their rows.</param>
/// <param name="Rows">The rows; each has one cell for each column.</param>
public sealed record ApprovalTable(
    string Caption,
    IReadOnlyList<ApprovalColumn> Columns,
    IReadOnlyList<ApprovalRow> Rows
)
{
    /// <summary>All texts of the table that can contain names.</summary>
    [JsonIgnore]
    internal IEnumerable<string> Texts => Rows.SelectMany(row => row.Texts);

    /// <summary>The values of the rows and parts that can be selected.</summary>
    [JsonIgnore]
    internal IEnumerable<string> Values =>
        Rows.SelectMany(row => new[] { row.Value }.Concat(row.Parts.Select(part => part.Value))).OfType<string>();
}

/// <summary>A column of a table.</summary>
/// <param name="Title">The header.</param>
/// <param name="IsNumber">Whether the cells are numbers, which are aligned to the right and do not break.</param>
public sealed record ApprovalColumn(string Title, bool IsNumber = false);

/// <summary>A row of a table.</summary>
/// <param name="Cells">The cells, one for each column.</param>
public sealed record ApprovalRow(IReadOnlyList<ApprovalCell> Cells)
{
    /// <summary>What the reader should know about the row.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The value by which the row can be selected; null if it cannot.</summary>
    public string? Value { get; init; }

    /// <summary>The parts of the row, which are shown on request; some of them can be selected.</summary>
    public IReadOnlyList<ApprovalPart> Parts { get; init; } = [];

    /// <summary>The title of the parts, such as <c>12 commissions</c>.</summary>
    public string? PartsTitle { get; init; }

    [JsonIgnore]
    internal IEnumerable<string> Texts =>
        Cells
            .SelectMany(cell => new[] { cell.Text, cell.Detail })
            .Concat(Notes)
            .Concat(Parts.Select(part => part.Text))
            .Append(Value)
            .OfType<string>();
}

/// <summary>A cell of a table.</summary>
/// <param name="Text">The text.</param>
/// <param name="Detail">A detail in small print, such as an id.</param>
public sealed record ApprovalCell(string Text, string? Detail = null);

/// <summary>A part of a row.</summary>
/// <param name="Text">The text.</param>
/// <param name="Number">The amount, formatted.</param>
/// <param name="Value">The value by which the part can be selected; null if it cannot.</param>
public sealed record ApprovalPart(string Text, string Number, string? Value = null);

/// <summary>A link of an approval page to more than the page can show.</summary>
/// <param name="Label">The label.</param>
/// <param name="Path">The path, signed by the feature that answers it.</param>
public sealed record ApprovalDownload(string Label, string Path);
