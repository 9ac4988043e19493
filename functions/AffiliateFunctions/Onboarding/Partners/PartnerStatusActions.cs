using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>Suspends and reinstates partners as the API does.</summary>
internal sealed class PartnerStatusActions(PartnerStatusChanges changes) : IPartnerStatusActions
{
    /// <inheritdoc/>
    public Task<Result<Partner>> SuspendAsync(
        AffiliateProgram program,
        string id,
        PartnerStatusTexts texts,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        changes.MoveAsync(program, id, BodyOf(texts), PartnerStatusMoves.Suspension, orchestrations, cancellationToken);

    /// <inheritdoc/>
    public Task<Result<Partner>> ReinstateAsync(
        AffiliateProgram program,
        string id,
        PartnerStatusTexts texts,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        changes.MoveAsync(
            program,
            id,
            BodyOf(texts),
            PartnerStatusMoves.Reinstatement,
            orchestrations,
            cancellationToken
        );

    private static StatusChangeBody BodyOf(PartnerStatusTexts texts) => new(texts.Reason, texts.Message);
}
