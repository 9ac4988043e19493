using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Audit;

/// <summary>Records refused e-mails in the audit log of their program.</summary>
internal sealed class RefusedEmails(IAuditLog audit, TimeProvider clock) : IRefusedEmails
{
    public async Task RecordAsync(RefusedEmail refused, CancellationToken cancellationToken)
    {
        if (ProgramSlug.TryParse(refused.Program, out var program))
        {
            await audit.RecordAsync(
                new AuditEntry(
                    program,
                    $"email:{refused.Key}:refused",
                    "rule:email_provider",
                    "email_refused",
                    refused.Key,
                    $"{StoredJson.NameOf(refused.Kind)}: {refused.Reason}",
                    clock.GetUtcNow()
                ),
                cancellationToken
            );
        }
    }
}
