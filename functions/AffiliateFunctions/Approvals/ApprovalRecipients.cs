using Affiliate.Domain.Programs;
using AffiliateFunctions.Approvals.Delegations;

namespace AffiliateFunctions.Approvals;

/// <summary>Finds out who receives a request: the person who is asked, or the person's deputy.</summary>
public sealed class ApprovalRecipients(ApprovalStore approvals, DelegationStore delegations, TimeProvider clock)
{
    /// <summary>
    /// The recipient, recorded on the approval if it is a deputy. A deputy who may not decide, such as the preparer, is
    /// not asked; the request then goes to the person. A deputy's own deputy is not asked either.
    /// </summary>
    public async Task<ApprovalRecipient> ForAsync(
        StoredApproval approval,
        Person person,
        CancellationToken cancellationToken
    )
    {
        var request = approval.Request;
        var delegation = await delegations.FindAsync(request.Program, person.Email, cancellationToken);
        if (
            delegation is null
            || !delegation.IsInForceAt(clock.GetUtcNow())
            || !request.MayDecide(delegation.Deputy.Email)
        )
        {
            return new ApprovalRecipient(person, OnBehalfOf: null);
        }

        await approvals.AddDeputyAsync(
            request.Program,
            request.Id,
            new AskedDeputy(delegation.Deputy, person, delegation.Until),
            cancellationToken
        );
        return new ApprovalRecipient(delegation.Deputy, person);
    }
}

/// <summary>The recipient of a request.</summary>
/// <param name="Person">The person who receives it.</param>
/// <param name="OnBehalfOf">The person for whom a deputy is asked, or null.</param>
public sealed record ApprovalRecipient(Person Person, Person? OnBehalfOf);
