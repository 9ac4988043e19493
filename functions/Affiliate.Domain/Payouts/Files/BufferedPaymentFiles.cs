namespace Affiliate.Domain.Payouts.Files;

/// <summary>Keeps payment files in memory, for callers that need their bytes at once.</summary>
public sealed class BufferedPaymentFiles : IPaymentFileSink
{
    private readonly List<(string Suffix, MemoryStream Content)> files = [];
    private readonly List<PaymentReference> payments = [];

    /// <summary>The suffix and the bytes of each file, in the order of writing.</summary>
    public IReadOnlyList<(string Suffix, byte[] Content)> Files =>
        [.. files.Select(file => (file.Suffix, file.Content.ToArray()))];

    /// <summary>The references of the payments, in the order of writing.</summary>
    public IReadOnlyList<PaymentReference> Payments => payments;

    /// <inheritdoc/>
    public Stream Open(string suffix)
    {
        var content = new MemoryStream();
        files.Add((suffix, content));
        return content;
    }

    /// <inheritdoc/>
    public ValueTask OnWrittenAsync(PaymentReference payment, CancellationToken cancellationToken)
    {
        payments.Add(payment);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask OnCompletedAsync(PaymentFileSummary file, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;
}
