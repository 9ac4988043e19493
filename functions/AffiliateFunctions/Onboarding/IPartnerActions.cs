using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding;

/// <summary>Changes partners as a person has decided in another feature. Each call can be repeated.</summary>
public interface IPartnerActions
{
    /// <summary>Moves the partner to a group.</summary>
    Task<Result<Partner>> MoveToGroupAsync(
        AffiliateProgram program,
        PartnerId partner,
        string group,
        PartnerDecision decision,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Stores approved contract terms with the partner, or the end of stored ones. Returns whether the partner exists.
    /// </summary>
    Task<bool> PutContractAsync(
        AffiliateProgram program,
        PartnerId partner,
        PartnerContract contract,
        CancellationToken cancellationToken
    );

    /// <summary>Suspends the partner, who is told by e-mail.</summary>
    Task<Result<Partner>> SuspendAsync(
        AffiliateProgram program,
        PartnerId partner,
        PartnerDecision decision,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    );
}

/// <summary>A person's decision about a partner.</summary>
/// <param name="Cause">The unique key of the decision.</param>
/// <param name="Actor">The person.</param>
/// <param name="Reason">The reason.</param>
/// <param name="At">When the person decided.</param>
public sealed record PartnerDecision(string Cause, string Actor, string Reason, DateTimeOffset At);
