using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding;

/// <summary>
/// Suspends and reinstates partners in the name of the caller of the request, as a person has decided on pages of the
/// company. The partner is told by e-mail.
/// </summary>
public interface IPartnerStatusActions
{
    /// <summary>Suspends a partner: it neither earns nor is paid.</summary>
    Task<Result<Partner>> SuspendAsync(
        AffiliateProgram program,
        string id,
        PartnerStatusTexts texts,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    );

    /// <summary>Makes a suspended partner active again.</summary>
    Task<Result<Partner>> ReinstateAsync(
        AffiliateProgram program,
        string id,
        PartnerStatusTexts texts,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    );
}

/// <summary>What is said about a change of a partner's status.</summary>
/// <param name="Reason">The reason, which is recorded, or null.</param>
/// <param name="Message">What the partner is told in addition, or null.</param>
public sealed record PartnerStatusTexts(string? Reason, string? Message);
