namespace Affiliate.Pages.Models;

/// <summary>A table.</summary>
/// <param name="Caption">What the rows are.</param>
/// <param name="Columns">The columns. The cells of the first one name their rows.</param>
/// <param name="Rows">The rows.</param>
public sealed record DataTable(string Caption, IReadOnlyList<TableColumn> Columns, IReadOnlyList<TableRow> Rows);

/// <summary>A column of a table.</summary>
/// <param name="Title">The header.</param>
/// <param name="IsNumber">Whether the cells are numbers, which are aligned to the right and do not break.</param>
public sealed record TableColumn(string Title, bool IsNumber);

/// <summary>A row of a table.</summary>
/// <param name="Cells">The cells, one for each column.</param>
public sealed record TableRow(IReadOnlyList<TableCell> Cells)
{
    /// <summary>What the reader should know about the row.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The value of the row's checkbox; null for a row without one.</summary>
    public string? Value { get; init; }

    /// <summary>The title of the parts.</summary>
    public string? PartsTitle { get; init; }

    /// <summary>The parts of the row, which are folded away.</summary>
    public IReadOnlyList<RowPart> Parts { get; init; } = [];
}

/// <summary>A cell of a table.</summary>
/// <param name="Text">The text.</param>
/// <param name="Detail">A detail in small print.</param>
public sealed record TableCell(string Text, string? Detail)
{
    /// <summary>The address that the text of a row's first cell leads to, or null.</summary>
    public string? Address { get; init; }
}

/// <summary>A part of a row.</summary>
/// <param name="Text">The text.</param>
/// <param name="Number">The amount, formatted.</param>
/// <param name="Value">The value of the part's checkbox; null for a part without one.</param>
public sealed record RowPart(string Text, string Number, string? Value);
