using System.Text.Json;

namespace AffiliateFunctions.Ledger.Verification;

/// <summary>Distinguishes unreadable stored content, which a verification reports, from storage faults.</summary>
internal static class Unreadable
{
    /// <summary>
    /// Whether the row's content caused the fault: invalid JSON, an invalid id or amount, or a transaction that does
    /// not balance.
    /// </summary>
    public static bool Is(Exception fault) =>
        fault is JsonException or ArgumentException or FormatException or InvalidDataException or OverflowException;
}
