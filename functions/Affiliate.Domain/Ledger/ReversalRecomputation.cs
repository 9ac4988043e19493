using System.Text.Json;
using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Ledger;

/// <summary>
/// Computes again from its trace alone what a reversal took back or put back. What the trace says came out is not
/// looked at, so that an amount that was changed afterwards shows.
/// </summary>
public static class ReversalRecomputation
{
    /// <summary>Whether the trace is that of a <see cref="Reversal"/>, and not of what a rule granted.</summary>
    /// <param name="trace">The trace in snake_case, as it is shown.</param>
    public static bool IsReversal(JsonElement trace) => trace.TryGetProperty("refunded", out _);

    /// <summary>The difference in minor units: below zero where something was taken back.</summary>
    /// <param name="trace">The trace in snake_case, as it is shown.</param>
    /// <exception cref="KeyNotFoundException">Something is missing in it.</exception>
    public static long AmountOf(JsonElement trace)
    {
        var (granted, amount) = (Integer("granted"), Integer("sale_amount"));
        var before = trace.TryGetProperty("sale_amount_before", out var other) ? other.GetInt64() : amount;
        var grantedBefore = trace.TryGetProperty("granted_before", out var earlier) ? earlier.GetInt64() : granted;
        return Refunds.Keep(granted, amount, Integer("refunded"))
            - Refunds.Keep(grantedBefore, before, Integer("refunded_before"));

        long Integer(string name) => trace.GetProperty(name).GetInt64();
    }
}
