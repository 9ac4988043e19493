using AffiliateFunctions.Governance;
using AffiliateFunctions.Webhooks.Endpoints;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Webhooks.Deliveries;

/// <summary>Removes old deliveries, every night, and removed endpoints with the last of theirs.</summary>
public sealed class RemoveDeliveries(IPrograms programs, EndpointStore endpoints, DeliveryStore deliveries, TimeProvider clock)
{
    /// <summary>How long deliveries are kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <inheritdoc cref="RemoveDeliveries"/>
    [Function(nameof(RemoveDeliveries))]
    public async Task RunAsync([TimerTrigger("0 40 3 * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var until = clock.GetUtcNow() - Kept;
        await foreach (var program in programs.ListAsync(cancellationToken))
        {
            await foreach (var endpoint in endpoints.ListAsync(program.Slug, withRemoved: true, cancellationToken: cancellationToken))
            {
                await deliveries.RemoveUntilAsync(endpoint.Key, until, cancellationToken);
                if (endpoint.RemovedAt <= until)
                {
                    await endpoints.ForgetAsync(endpoint.Key, cancellationToken);
                }
            }
        }
    }
}
