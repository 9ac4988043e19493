using System.Globalization;

namespace AffiliateFunctions.Tracking.Intake;

/// <summary>Where an event stands among those on the queue: its message, and its place there. As a text, that is the cursor of a page.</summary>
/// <param name="RowKey">The message's row.</param>
/// <param name="Place">The place within it, from 0.</param>
internal readonly record struct UnappliedPosition(string RowKey, int Place)
{
    // No mark of a bucket of stored events.
    private const char Mark = '~';
    private const char BeforePlace = '#';

    /// <summary>Reads what <see cref="ToString"/> wrote; null for any other text.</summary>
    public static UnappliedPosition? Parse(string? text)
        => text is [Mark, .. var rest] && rest.LastIndexOf(BeforePlace) is > 0 and var at
            && int.TryParse(rest.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? new UnappliedPosition(rest[..at], place)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Mark}{RowKey}{BeforePlace}{Place}");
}
