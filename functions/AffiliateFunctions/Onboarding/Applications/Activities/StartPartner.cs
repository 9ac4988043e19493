using AffiliateFunctions.Onboarding.Partners;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Applications.Activities;

/// <summary>Starts the orchestration that accompanies the new partner.</summary>
public sealed class StartPartner(ApplicationStore applications)
{
    /// <inheritdoc cref="StartPartner"/>
    [Function(nameof(StartPartner))]
    public async Task RunAsync(
        [ActivityTrigger] ApplicationKey key,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var application = await applications.RequireAsync(key, cancellationToken);
        if (application is { PartnerId: { } partner, ActiveAt: { } activeAt })
        {
            await orchestrations.StartPartnerStartAsync(
                new PartnerStart(new SoldPartner(key.Program, partner), activeAt),
                cancellationToken
            );
        }
    }
}
