using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Approvals.Delegations;

/// <summary>Names deputies, in the same way for callers with the key and for persons with a link.</summary>
public sealed class DelegationService(DelegationStore store, IAuditLog audit, TimeProvider clock)
{
    /// <summary>
    /// Stores the delegation, records it, and tells both persons by e-mail. A repeated request finds it stored and
    /// completes what an interrupted request has left.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="body">The delegation.</param>
    /// <param name="actor">The address of the person, or <c>key</c>.</param>
    /// <param name="orchestrations">The durable client.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<Delegation>> PutAsync(
        AffiliateProgram program,
        DelegationBody body,
        string actor,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        if (body.Mistakes(program, now).ToList() is { Count: > 0 } mistakes)
        {
            return Problem.Invalid(mistakes);
        }

        var stored = await store.PutAsync(
            program.Slug,
            new Delegation(body.PersonOf(program)!.Email, body.Deputy, body.Until, now, actor),
            cancellationToken
        );
        await audit.RecordAsync(
            new AuditEntry(
                program.Slug,
                $"delegation:{stored.Person}:{stored.NamedAt:O}",
                stored.NamedBy,
                "deputy_named",
                stored.Person,
                null,
                stored.NamedAt
            )
            {
                Change = AuditChange.Between(TermsOf(stored.Before), TermsOf(stored)),
            },
            cancellationToken
        );
        await orchestrations.StartOnceAsync(
            nameof(DelegationOrchestrator),
            $"delegation-{program.Slug}-{stored.NamedAt.UtcTicks}",
            new DelegationOrchestrator.Input(program.Slug, stored.Person),
            cancellationToken
        );
        return stored;
    }

    private static object? TermsOf(Delegation? delegation) =>
        delegation is null ? null : new { Deputy = delegation.Deputy.Email, delegation.Until };
}
