namespace Affiliate.Domain.Payouts.Settlement;

/// <summary>What a bank reports on a payment, a batch or a file.</summary>
/// <param name="LineNumber">The line of the report, counted from 1.</param>
/// <param name="Scope">What the reference refers to.</param>
/// <param name="Reference">
/// The reference under which the payment was sent: the trace number of an ACH entry, the end-to-end identification of a
/// SEPA credit transfer; of a batch its payment information identification; of a file its message identification.
/// </param>
/// <param name="Status">The status.</param>
public sealed record ReportedSettlement(
    int LineNumber,
    SettlementScope Scope,
    string Reference,
    SettlementStatus Status
)
{
    /// <summary>The reason code, such as <c>R03</c>, <c>C01</c> or <c>AC04</c>, or null.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>The meaning of the reason code as a sentence, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// Whether the bank says that it has the file, batch or payment already. The status is then
    /// <see cref="SettlementStatus.Pending"/>: the rejection is about a second sending, and the first one may have been
    /// paid.
    /// </summary>
    public bool IsDuplicate { get; init; }

    /// <summary>
    /// Whether the bank rejected the whole batch or file of the payment. Such a rejection does not say that a payment
    /// which was made has come back.
    /// </summary>
    public bool IsOfWhole { get; init; }

    /// <summary>What the bank wrote beside the reason code, or null.</summary>
    public string? BankText { get; init; }

    /// <summary>The identification number of an ACH entry, or null.</summary>
    public string? Identification { get; init; }

    /// <summary>The amount in minor units, or null where the report has none.</summary>
    public long? Amount { get; init; }

    /// <summary>The corrected details of a notification of change, or null.</summary>
    public CorrectedAccount? Correction { get; init; }
}

/// <summary>What a line of a report refers to.</summary>
public enum SettlementScope
{
    /// <summary>One payment.</summary>
    Payment,

    /// <summary>All payments of a batch that have no line of their own.</summary>
    Batch,

    /// <summary>All payments of a file that have no line of their own and whose batch has none.</summary>
    File,
}

/// <summary>The status that a bank reports.</summary>
public enum SettlementStatus
{
    /// <summary>The payment has been executed.</summary>
    Paid,

    /// <summary>The payment has been rejected or returned. The amount is not at the payee.</summary>
    Failed,

    /// <summary>The payment has been executed, and the payee's details must be changed before the next one.</summary>
    Change,

    /// <summary>
    /// The report decides nothing: the payment is in progress, the banks disagree on a return, or the bank took it as a
    /// duplicate.
    /// </summary>
    Pending,
}

/// <summary>The account details that a notification of change corrects; null where they stay as they are.</summary>
/// <param name="RoutingNumber">The routing number.</param>
/// <param name="AccountNumber">The account number.</param>
/// <param name="AccountType">The account type: <c>checking</c> or <c>savings</c>.</param>
/// <param name="Name">The name of the account holder.</param>
public sealed record CorrectedAccount(
    string? RoutingNumber = null,
    string? AccountNumber = null,
    string? AccountType = null,
    string? Name = null
)
{
    /// <summary>The names of the corrected details only, so that logs have no bank details.</summary>
    public override string ToString() =>
        string.Join(
            ", ",
            new[]
            {
                RoutingNumber is null ? null : "routing number",
                AccountNumber is null ? null : "account number",
                AccountType is null ? null : "account type",
                Name is null ? null : "name",
            }.OfType<string>()
        );
}

/// <summary>Why a report cannot be read. No line of such a report counts.</summary>
/// <param name="Line">The line, counted from 1, or null for the whole file.</param>
/// <param name="Field">The field or element.</param>
/// <param name="Message">What is wrong and what is expected, as a sentence.</param>
public sealed record SettlementProblem(int? Line, string Field, string Message);

/// <summary>The outcome of reading a report: all of its lines, or the problem because of which none counts.</summary>
public sealed record SettlementReading
{
    private SettlementReading(IReadOnlyList<ReportedSettlement> lines, SettlementProblem? problem) =>
        (Lines, Problem) = (lines, problem);

    /// <summary>The lines, empty in case of a problem.</summary>
    public IReadOnlyList<ReportedSettlement> Lines { get; }

    /// <summary>The problem, or null.</summary>
    public SettlementProblem? Problem { get; }

    /// <summary>A report that has been read.</summary>
    public static SettlementReading Of(IReadOnlyList<ReportedSettlement> lines) => new(lines, null);

    /// <summary>A report that cannot be read.</summary>
    public static SettlementReading Refused(SettlementProblem problem) => new([], problem);
}
