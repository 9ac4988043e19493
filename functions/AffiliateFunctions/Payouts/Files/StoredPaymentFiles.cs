using Affiliate.Domain.Payouts.Files;
using AffiliateFunctions.Payouts.Rails;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Files;

/// <summary>Stores the payment files of a method of a cycle while they are written.</summary>
/// <param name="store">Stores the files.</param>
/// <param name="rail">The rail that writes them.</param>
/// <param name="terms">What the files contain beside the payments.</param>
/// <param name="method">The payout method.</param>
internal sealed class StoredPaymentFiles(
    PaymentFileStore store,
    IPayoutRail rail,
    PaymentFileTerms terms,
    string method
) : IPaymentFileSink, IDisposable
{
    private readonly List<CycleFile> files = [];
    private PaymentFileUpload? upload;

    /// <summary>The complete files, in the order of writing.</summary>
    public IReadOnlyList<CycleFile> Files => files;

    private PaymentFileUpload Upload => upload ?? throw new InvalidOperationException("No file is open.");

    /// <inheritdoc/>
    public Stream Open(string suffix)
    {
        var name = NameOf(suffix);
        upload = new PaymentFileUpload(store, terms.Cycle, name, rail.MessageIdOf(terms, name, files.Count));
        return upload.Stream;
    }

    /// <inheritdoc/>
    public ValueTask OnWrittenAsync(PaymentReference payment, CancellationToken cancellationToken) =>
        Upload.AddAsync(new FileReference(payment.PayoutId, payment.Reference), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask OnCompletedAsync(PaymentFileSummary file, CancellationToken cancellationToken)
    {
        var sha256 = await Upload.CompleteAsync(cancellationToken);
        files.Add(
            new CycleFile(NameOf(file.Suffix), sha256, file.Count, file.Total)
            {
                Rail = rail.Name,
                State = rail is IApiRail ? BatchState.Unsent : null,
            }
        );
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        upload?.Dispose();
        upload = null;
    }

    private string NameOf(string suffix) => PaymentFileNames.Of(terms.Cycle.Period, method, suffix);
}
