using Affiliate.Domain.Payouts.Files;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Rails;

/// <summary>A way to make approved payments: it writes the payments that a cycle hands over.</summary>
internal interface IPayoutRail
{
    /// <summary>The name of the rail; see <see cref="CycleFile.Rail"/>.</summary>
    string Name { get; }

    /// <summary>Writes the payments of a method: the same payments give the same bytes.</summary>
    /// <param name="terms">What the files contain beside the payments.</param>
    /// <param name="method">The payout method.</param>
    /// <param name="instructions">The instructions, in the same order at each enumeration.</param>
    /// <param name="sink">Receives the files and the references.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<PaymentFileResult> WriteAsync(
        PaymentFileTerms terms,
        string method,
        IAsyncEnumerable<PaymentInstruction> instructions,
        IPaymentFileSink sink,
        CancellationToken cancellationToken
    );

    /// <summary>The identification of a file or batch at its recipient, or null.</summary>
    /// <param name="terms">What the files contain beside the payments.</param>
    /// <param name="name">The name of the file.</param>
    /// <param name="filesBefore">The number of files of the method before it.</param>
    string? MessageIdOf(PaymentFileTerms terms, string name, int filesBefore);
}

/// <summary>
/// A rail that sends its batches to the API of a provider and reports what became of them. It pays the payout method of
/// the same name. Neither method throws when the provider rejects or cannot be reached.
/// </summary>
internal interface IApiRail : IPayoutRail
{
    /// <summary>Whether the app has credentials for the provider.</summary>
    bool IsEnabled { get; }

    /// <summary>
    /// How long after the first attempt the provider surely recognises a batch that is sent again. A batch is never
    /// sent after that time.
    /// </summary>
    TimeSpan MaxResend { get; }

    /// <summary>Sends a batch. The provider refuses a batch that it has, and never pays it twice.</summary>
    /// <param name="batch">The bytes that <see cref="IPayoutRail.WriteAsync"/> has written.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<SendResult> SendAsync(ReadOnlyMemory<byte> batch, CancellationToken cancellationToken);

    /// <summary>Reads what became of the payments of a batch.</summary>
    /// <param name="batchId">The provider's id of the batch.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<ReportResult> ReadAsync(string batchId, CancellationToken cancellationToken);
}

/// <summary>The result of sending a batch.</summary>
internal abstract record SendResult
{
    private SendResult() { }

    /// <summary>The provider has the batch, from this request or from an earlier one.</summary>
    internal sealed record Accepted(string BatchId) : SendResult;

    /// <summary>The provider has rejected the batch as a whole and will always do so. Nothing is paid.</summary>
    internal sealed record Refused(string Reason) : SendResult;

    /// <summary>The provider has rejected this request, and may accept the batch later.</summary>
    internal sealed record Rejected(string Reason) : SendResult;

    /// <summary>It is unknown whether the provider has the batch.</summary>
    internal sealed record Unknown(string Reason) : SendResult;
}

/// <summary>The result of reading a batch.</summary>
internal abstract record ReportResult
{
    private ReportResult() { }

    /// <summary>The provider's report.</summary>
    /// <param name="MessageId">The identification that the batch was sent with.</param>
    /// <param name="Payments">The payments.</param>
    internal sealed record Read(string MessageId, IReadOnlyList<ReportedPayment> Payments) : ReportResult;

    /// <summary>The provider rejects the request.</summary>
    internal sealed record Rejected(string Reason) : ReportResult;

    /// <summary>The provider is away or busy.</summary>
    internal sealed record Unavailable : ReportResult;
}

/// <summary>What a provider says about one payment.</summary>
/// <param name="Reference">The reference that the payment was sent with.</param>
/// <param name="Amount">The amount as a decimal number, or null.</param>
/// <param name="Currency">The currency of the amount, or null.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Status">The provider's name of the status.</param>
internal sealed record ReportedPayment(
    string Reference,
    decimal? Amount,
    string? Currency,
    PaymentOutcome Outcome,
    string Status
)
{
    /// <summary>The provider's id of the payment, or null.</summary>
    public string? TransactionId { get; init; }

    /// <summary>The provider's code of an error, or null.</summary>
    public string? Code { get; init; }
}

/// <summary>The outcome of a payment at a provider.</summary>
internal enum PaymentOutcome
{
    /// <summary>The provider has not decided, or its status does not say where the money is.</summary>
    Open,

    /// <summary>The recipient has the money.</summary>
    Paid,

    /// <summary>The money was not sent, or has come back.</summary>
    NotPaid,
}
