using System.Globalization;
using AffiliateFunctions.Events.Clicks;
using Azure.Data.Tables;

namespace AffiliateFunctions.Events.Store;

/// <summary>
/// The position of an event in the order of all events: the mark of its bucket and the key of its row, followed by the
/// place in the row for a click in a row of many. The text form is the cursor of a page.
/// </summary>
/// <param name="Mark">The bucket.</param>
/// <param name="RowKey">The row.</param>
/// <param name="Place">The place in a row of many clicks; null in a row of a single event.</param>
internal readonly record struct EventPosition(char Mark, string RowKey, int? Place)
{
    private const char BeforePlace = '#';

    /// <summary>Returns the selected events of a row with their positions.</summary>
    /// <param name="mark">The bucket.</param>
    /// <param name="row">The row.</param>
    /// <param name="wanted">The filter.</param>
    /// <param name="after">The position of the last event of the previous page, or null.</param>
    public static IEnumerable<(string Position, StoredEvent Event)> Of(
        char mark,
        TableEntity row,
        EventFilter wanted,
        EventPosition? after
    )
    {
        if (!ClickPages.IsPage(row))
        {
            return [(new EventPosition(mark, row.RowKey, Place: null).ToString(), EventRows.Read(row))];
        }

        var done = after is { Place: { } last } && after.Value.RowKey == row.RowKey ? last + 1 : 0;
        return ClickPages
            .Read(row)
            .Select((click, place) => (Place: place, Click: click))
            .Skip(done)
            .Where(pair => wanted.IsInTime(pair.Click.Event.At))
            .Select(item => (new EventPosition(mark, row.RowKey, item.Place).ToString(), item.Click));
    }

    /// <summary>Parses the text form of <see cref="ToString"/>; null for any other text.</summary>
    public static EventPosition? Parse(string? text)
    {
        if (text is not { Length: > 1 } || !EventPartitions.IsMark(text[0]))
        {
            return null;
        }

        var at = text[0] == EventPartitions.ClickMark ? text.LastIndexOf(BeforePlace) : -1;
        if (at < 0)
        {
            return Checked(new EventPosition(text[0], text[1..], Place: null));
        }

        return int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? Checked(new EventPosition(text[0], text[1..at], place))
            : null;
    }

    public override string ToString() =>
        Place is { } place
            ? string.Create(CultureInfo.InvariantCulture, $"{Mark}{RowKey}{BeforePlace}{place}")
            : $"{Mark}{RowKey}";

    private static EventPosition? Checked(EventPosition position) =>
        position.Mark != EventPartitions.ClickMark || EventPartitions.IsClickRow(position.RowKey) ? position : null;
}
