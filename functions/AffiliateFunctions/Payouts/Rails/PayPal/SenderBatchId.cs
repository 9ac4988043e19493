using System.Globalization;
using System.Text.RegularExpressions;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Rails.PayPal;

/// <summary>
/// The <c>sender_batch_id</c> of a batch, such as <c>acme-2026-11-1-1</c>: program, period, attempt and number.
/// </summary>
internal static partial class SenderBatchId
{
    /// <summary>The part that all batches of an attempt of a cycle have.</summary>
    public static string PrefixOf(StoredCycle cycle) => $"{cycle.Program}-{cycle.Period}-{cycle.Attempt + 1}";

    /// <summary>The cycle that an id names, or null.</summary>
    public static CycleKey? CycleOf(string? id) =>
        Form().Match(id ?? string.Empty) is { Success: true } match
        && ProgramSlug.TryParse(match.Groups["program"].Value, out var program)
        && Period.TryParse(match.Groups["period"].Value, out var period)
        && int.TryParse(match.Groups["attempt"].Value, CultureInfo.InvariantCulture, out var attempt)
            ? new CycleKey(program, period, attempt - 1)
            : null;

    [GeneratedRegex(
        "^(?<program>.+)-(?<period>[0-9]{4}-[0-9]{2})-(?<attempt>[0-9]+)-[0-9]+$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Form();
}
