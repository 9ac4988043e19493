using System.Text.Json;

namespace AffiliateFunctions.Ledger.Verification;

/// <summary>Tells what storage holds and nobody can read, which a verification names, from faults of storage.</summary>
internal static class Unreadable
{
    /// <summary>
    /// Whether the row's content is at fault: no JSON, no id, no amount, a transaction that does not balance.
    /// </summary>
    public static bool Is(Exception fault) =>
        fault is JsonException or ArgumentException or FormatException or InvalidDataException or OverflowException;
}
