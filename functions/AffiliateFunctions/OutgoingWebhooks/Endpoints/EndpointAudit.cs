using AffiliateFunctions.Audit;

namespace AffiliateFunctions.OutgoingWebhooks.Endpoints;

/// <summary>Records the changes that API callers make to endpoints.</summary>
public sealed class EndpointAudit(IAuditLog audit, EndpointDirectory directory)
{
    /// <summary>Records the change and discards the cached endpoints of the program.</summary>
    public Task RecordAsync(EndpointKey key, string act, DateTimeOffset at, CancellationToken cancellationToken)
    {
        directory.Forget(key.Program);
        return audit.RecordAsync(
            new AuditEntry(
                key.Program,
                $"webhook_endpoint:{key.Endpoint}:{act}:{at:O}",
                "key",
                $"webhook_endpoint_{act}",
                key.Endpoint,
                null,
                at
            ),
            cancellationToken
        );
    }
}
