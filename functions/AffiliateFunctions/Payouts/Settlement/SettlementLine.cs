using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Settlement;

/// <summary>What an imported file, or the provider of a rail, says about the payouts of a cycle.</summary>
/// <param name="Lines">The results of payouts.</param>
/// <param name="Changes">The payouts whose details must be changed before the next payment.</param>
/// <param name="NotApplied">The lines that change nothing.</param>
internal sealed record SettlementReport(
    IReadOnlyList<SettlementLine> Lines,
    IReadOnlyList<SettlementChange> Changes,
    IReadOnlyList<NotAppliedLine> NotApplied
)
{
    /// <summary>Who reports: <c>key</c> for an imported file, otherwise the rail that made the payments.</summary>
    public string Actor { get; init; } = "key";

    /// <summary>Whether partners whose payment failed are asked to check their payout details.</summary>
    public bool AsksForDetails { get; init; } = true;
}

/// <summary>The result of one payout.</summary>
/// <param name="Number">The number of the line, from 1.</param>
/// <param name="Payout">The payout.</param>
/// <param name="Status">Paid, failed or returned.</param>
/// <param name="Reference">The reference of the payment at the bank or provider.</param>
/// <param name="Reason">Why the payment failed.</param>
internal sealed record SettlementLine(
    int Number,
    PayoutState Payout,
    PayoutStatus Status,
    string? Reference,
    string? Reason
)
{
    /// <summary>The reason code of the bank, such as <c>R03</c>, or null.</summary>
    public string? Code { get; init; }

    /// <summary>
    /// Why a payout cannot get a status, as a sentence, or null. The same status again is accepted and changes nothing.
    /// </summary>
    public static string? Contradiction(PayoutStatus before, PayoutStatus after) =>
        (before, after) switch
        {
            _ when before == after => null,
            (PayoutStatus.Reserved, PayoutStatus.Returned) =>
                "The payout is not paid yet, so it cannot be returned. Give the status failed.",
            (PayoutStatus.Reserved, _) or (PayoutStatus.Paid, PayoutStatus.Returned) => null,
            (PayoutStatus.Paid, PayoutStatus.Failed) =>
                "The payout is already paid. If the bank has sent it back, give the status returned; otherwise leave "
                    + "the line out.",
            _ => $"The payout is already {before.ToString().ToLowerInvariant()}; leave the line out.",
        };
}

/// <summary>
/// A notification of change: the payment was made, but the details must be changed before the next one.
/// </summary>
/// <param name="Payout">The payout.</param>
/// <param name="Code">The change code, such as <c>C01</c>.</param>
/// <param name="Reason">The meaning of the code as a sentence.</param>
internal sealed record SettlementChange(PayoutState Payout, string Code, string Reason);

/// <summary>A line of a bank's report that changes nothing.</summary>
/// <param name="Line">The line of the file, from 1.</param>
/// <param name="Reference">The reference that the line names.</param>
/// <param name="Reason">Why the line changes nothing, as a sentence.</param>
internal sealed record NotAppliedLine(int Line, string Reference, string Reason);
