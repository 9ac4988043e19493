using System.Globalization;

namespace AffiliateFunctions.Payouts.CycleApprovals;

/// <summary>Numbers of things as people read them.</summary>
internal static class CountText
{
    /// <summary>Returns for example <c>1 payout</c> or <c>1,200 payouts</c>.</summary>
    public static string Of(int count, string noun) => $"{Number(count)} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>Returns for example <c>1,200</c>.</summary>
    public static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
