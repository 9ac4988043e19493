namespace Affiliate.Pages.Models;

/// <summary>A table.</summary>
/// <param name="Caption">What the rows are.</param>
/// <param name="Columns">The columns. The cells of the first one name their rows.</param>
/// <param name="Rows">The rows.</param>
public sealed record DataTable(string Caption, IReadOnlyList<TableColumn> Columns, IReadOnlyList<TableRow> Rows);

/// <summary>A column of a table.</summary>
/// <param name="Title">The header.</param>
/// <param name="IsNumber">Whether the cells are numbers, which are aligned to the right and do not break.</param>
public sealed record TableColumn(string Title, bool IsNumber)
{
    /// <summary>The address of the page that is sorted by the column; null for a column that is not sorted by.</summary>
    public string? SortAddress { get; init; }

    /// <summary>The order of the rows by this column; null if they are in another order.</summary>
    public TableOrder? Order { get; init; }
}

/// <summary>An order of rows.</summary>
public enum TableOrder
{
    /// <summary>The lowest value is first.</summary>
    Ascending,

    /// <summary>The highest value is first.</summary>
    Descending,
}

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
    /// <summary>The address that the text leads to, or null.</summary>
    public string? Address { get; init; }

    /// <summary>The tone of a text that is a status; null for another text.</summary>
    public CellTone? Tone { get; init; }

    /// <summary>The values of a line that is drawn below the text; null for a cell without one.</summary>
    public CellTrend? Trend { get; init; }
}

/// <summary>Values that are drawn as a line.</summary>
/// <param name="Values">The values, the earliest first; null where there is none.</param>
/// <param name="Label">What the line shows, for screen readers.</param>
public sealed record CellTrend(IReadOnlyList<decimal?> Values, string Label);

/// <summary>The tone of a status.</summary>
public enum CellTone
{
    /// <summary>Nothing needs attention.</summary>
    Plain,

    /// <summary>The status is good.</summary>
    Ok,

    /// <summary>The status needs attention.</summary>
    Warn,

    /// <summary>The status is bad.</summary>
    Bad,
}

/// <summary>A part of a row.</summary>
/// <param name="Text">The text.</param>
/// <param name="Number">The amount, formatted.</param>
/// <param name="Value">The value of the part's checkbox; null for a part without one.</param>
public sealed record RowPart(string Text, string Number, string? Value);
