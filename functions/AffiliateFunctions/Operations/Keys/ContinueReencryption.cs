using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Operations.Keys;

/// <summary>Continues an unfinished re-encryption every hour, so that nobody has to wait for it.</summary>
public sealed class ContinueReencryption(ReencryptionService service)
{
    private static readonly TimeSpan AtMost = TimeSpan.FromMinutes(5);

    /// <inheritdoc cref="ContinueReencryption"/>
    [Function(nameof(ContinueReencryption))]
    public Task RunAsync([TimerTrigger("0 50 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        service.ContinueAsync(AtMost, cancellationToken);
}
