using Affiliate.Pages.Models;

namespace AffiliateFunctions.ConsolePages.Months;

/// <summary>Writes about cycles, payouts and files.</summary>
internal static class CycleText
{
    /// <summary>The status of a cycle.</summary>
    public static TableCell StatusOf(string status) =>
        status switch
        {
            "closing" => Cell("Closing", CellTone.Plain),
            "computed" => Cell("Computed", CellTone.Plain),
            "awaiting_approval" => Cell("Waits for approval", CellTone.Warn),
            "approved" => Cell("Approved", CellTone.Ok),
            "rejected" => Cell("Rejected", CellTone.Bad),
            "paying" => Cell("Being paid", CellTone.Warn),
            "settled" => Cell("Settled", CellTone.Ok),
            _ => Cell("Reviewed", CellTone.Ok),
        };

    /// <summary>The status of a payout, with its reason.</summary>
    public static TableCell StatusOf(string status, string? reason) =>
        status switch
        {
            "reserved" => Cell("Reserved", CellTone.Plain),
            "paid" => Cell("Paid", CellTone.Ok),
            "failed" => Cell("Failed", CellTone.Bad) with { Detail = reason },
            "returned" => Cell("Sent back by the bank", CellTone.Bad) with { Detail = reason },
            _ => Cell("Put back", CellTone.Warn) with { Detail = reason },
        };

    /// <summary>The state of a file or a batch.</summary>
    public static TableCell StateOf(string? state, string? problem) =>
        state switch
        {
            null => Cell("For download", CellTone.Plain),
            "sent" => Cell("Sent", CellTone.Ok) with { Detail = problem },
            "unsent" => Cell("Not sent yet", CellTone.Warn) with { Detail = problem },
            "sending" => Cell("Being sent", CellTone.Warn) with { Detail = problem },
            "refused" => Cell("Rejected by the provider", CellTone.Bad) with { Detail = problem },
            "unclear" => Cell("Without a result", CellTone.Bad) with { Detail = problem },
            _ => Cell("Stopped by a person", CellTone.Plain) with { Detail = problem },
        };

    private static TableCell Cell(string text, CellTone tone) => new(text, null) { Tone = tone };
}
