using Affiliate.Domain.Payouts.Files;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Rails;

/// <summary>
/// Writes files that people hand to a bank or provider, and whose results people import as the settlement.
/// </summary>
internal sealed class FileRail : IPayoutRail
{
    /// <inheritdoc/>
    public string Name => CycleFile.FileRail;

    /// <inheritdoc/>
    public Task<PaymentFileResult> WriteAsync(
        PaymentFileTerms terms,
        string method,
        IAsyncEnumerable<PaymentInstruction> instructions,
        IPaymentFileSink sink,
        CancellationToken cancellationToken
    ) => terms.WriteAsync(method, instructions, sink, cancellationToken);

    /// <inheritdoc/>
    public string? MessageIdOf(PaymentFileTerms terms, string name, int filesBefore) =>
        terms.MessageIdOf(name, filesBefore);
}
