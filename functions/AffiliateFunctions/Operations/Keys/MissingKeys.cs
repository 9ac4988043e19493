using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Security;

namespace AffiliateFunctions.Operations.Keys;

/// <summary>Makes the health degraded while stored data needs a key that the settings do not have.</summary>
internal sealed class MissingKeys(KeyRegistry registry) : IHealthSource
{
    /// <inheritdoc/>
    public string Reason => "missing_keys";

    /// <inheritdoc/>
    public async Task<bool> IsPresentAsync(CancellationToken cancellationToken) =>
        await registry.FindProblemsAsync(cancellationToken) is { Count: > 0 };
}
