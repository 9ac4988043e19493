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
    ) => MoveAsync(program, id, texts, PartnerStatusMoves.Suspension, orchestrations, cancellationToken);

    /// <inheritdoc/>
    public Task<Result<Partner>> ReinstateAsync(
        AffiliateProgram program,
        string id,
        PartnerStatusTexts texts,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) => MoveAsync(program, id, texts, PartnerStatusMoves.Reinstatement, orchestrations, cancellationToken);

    private async Task<Result<Partner>> MoveAsync(
        AffiliateProgram program,
        string id,
        PartnerStatusTexts texts,
        PartnerStatusMove<StatusChangeBody> move,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var body = new StatusChangeBody(texts.Reason, texts.Message);
        return move.Mistakes(body).ToList() is { Count: > 0 } mistakes
            ? Problem.Invalid(mistakes)
            : await changes.MoveAsync(
                program,
                id,
                body.ToChange(move.Action, move.WebhookEvent),
                (partner, now) => move.Change(body, partner, now),
                orchestrations,
                cancellationToken
            );
    }
}
