using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules;

/// <summary>
/// What one field of an event holds. Its number and its instant are read when the first comparison asks for them, and
/// once.
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

    /// <summary>Whether the field was read for this event.</summary>
    public bool IsRead { get; private set; }

    /// <summary>What the field holds.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ref readonly FieldValue Value => ref value;

    /// <summary>Puts in what the field holds.</summary>
    /// <param name="held">The value.</param>
    /// <param name="time">The instant in it, where it is known already.</param>
    public void Fill(in FieldValue held, WrittenTime? time)
    {
        (value, IsRead) = (held, true);
        if (time is { Value.Length: > 0 } known)
        {
            (ticks, instant) = (known.At.UtcTicks, InstantState.Known);
        }
    }

    /// <summary>The whole number that the field holds.</summary>
    public bool TryGetInteger(out long integer)
    {
        value = value.IsUnread ? value.Read() : value;
        return value.TryGetInteger(out integer);
    }

    /// <summary>The instant that the field holds, in ticks of UTC.</summary>
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
