namespace Affiliate.Domain.Payouts.Files;

/// <summary>A payment file that is being written.</summary>
internal interface IOpenPaymentFile : IDisposable
{
    /// <summary>Writes what ends the file, and returns its totals.</summary>
    PaymentFileSummary Complete();
}

/// <summary>Ends payment files.</summary>
internal static class OpenPaymentFiles
{
    /// <summary>Completes a file and reports it to the sink.</summary>
    public static async Task<PaymentFileSummary> CompleteAsync(
        this IOpenPaymentFile file,
        IPaymentFileSink sink,
        CancellationToken cancellationToken
    )
    {
        var summary = file.Complete();
        file.Dispose();
        await sink.OnCompletedAsync(summary, cancellationToken);
        return summary;
    }
}
