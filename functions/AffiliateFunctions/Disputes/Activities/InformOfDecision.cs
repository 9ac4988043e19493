using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Disputes.Activities;

/// <summary>
/// Informs the partner of the decision in the owner's words, and the owner when a granted dispute could not be put right.
/// </summary>
public sealed class InformOfDecision(DisputeStore disputes, DisputeMails mails)
{
    /// <inheritdoc cref="InformOfDecision"/>
    [Function(nameof(InformOfDecision))]
    public async Task RunAsync([ActivityTrigger] DisputeKey key, CancellationToken cancellationToken)
    {
        var dispute = await disputes.RequireAsync(key, cancellationToken);
        await mails.DecidedAsync(dispute, cancellationToken);
        if (dispute is { Effect.Problem: not null } or { Status: DisputeStatus.Expired })
        {
            await mails.OpenForOwnerAsync(dispute, cancellationToken);
        }
    }
}
