using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules;

/// <summary>
/// The value of one field of an event. The value is parsed as a number or an instant on first use, and only once.
/// </summary>
internal struct FactSlot
{
    private FieldValue value;
    private long ticks;
    private InstantState instant;

    private enum InstantState : byte
    {
        Unread,
        None,
        Known,
    }

    /// <summary>Whether the field has been read for this event.</summary>
    public bool IsRead { get; private set; }

    /// <summary>The value of the field.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ref readonly FieldValue Value => ref value;

    /// <summary>Sets the value of the field.</summary>
    /// <param name="held">The value.</param>
    /// <param name="time">The instant that the value represents, if already known.</param>
    public void Fill(in FieldValue held, WrittenTime? time)
    {
        (value, IsRead) = (held, true);
        if (time is { Value.Length: > 0 } known)
        {
            (ticks, instant) = (known.At.UtcTicks, InstantState.Known);
        }
    }

    /// <summary>Returns the field as a whole number.</summary>
    public bool TryGetInteger(out long integer)
    {
        value = value.IsUnread ? value.Read() : value;
        return value.TryGetInteger(out integer);
    }

    /// <summary>Returns the field as an instant, in UTC ticks.</summary>
    public bool TryGetInstant(out long utcTicks)
    {
        if (instant == InstantState.Unread)
        {
            (ticks, instant) = value.Instant is { } read ? (read.UtcTicks, InstantState.Known) : (0, InstantState.None);
        }

        utcTicks = ticks;
        return instant == InstantState.Known;
    }
}
