using System.Text.Json;
using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Ledger;

/// <summary>
/// Recomputes the amount of a reversal from its trace alone. The results recorded in the trace are ignored, so that an
/// amount that was changed afterwards is detected.
/// </summary>
public static class ReversalRecomputation
{
    /// <summary>Whether the trace is that of a <see cref="Reversal"/>, not that of a grant.</summary>
    /// <param name="trace">The trace in snake_case, as the API returns it.</param>
    public static bool IsReversal(JsonElement trace) => trace.TryGetProperty("refunded", out _);

    /// <summary>
    /// Returns the difference in minor units: negative if money was taken back. What a person's decision took from a
    /// held commission is not part of it.
    /// </summary>
    /// <param name="trace">The trace in snake_case, as the API returns it.</param>
    /// <exception cref="KeyNotFoundException">A value is missing in the trace.</exception>
    public static long AmountOf(JsonElement trace)
    {
        var (granted, amount) = (Integer("granted"), Integer("sale_amount"));
        var before = trace.TryGetProperty("sale_amount_before", out var other) ? other.GetInt64() : amount;
        var grantedBefore = trace.TryGetProperty("granted_before", out var earlier) ? earlier.GetInt64() : granted;
        var refused = trace.TryGetProperty("refused", out var decided) ? decided.GetProperty("amount").GetInt64() : 0;
        return Refunds.Keep(granted, amount, Integer("refunded"))
            - Refunds.Keep(grantedBefore, before, Integer("refunded_before"))
            + refused;

        long Integer(string name) => trace.GetProperty(name).GetInt64();
    }
}
