using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Programs;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.OutgoingWebhooks.Endpoints;

/// <summary>
/// Does the same work for the webhook endpoints of all programs, so that a fault of one does not stop the others.
/// </summary>
public sealed class EveryEndpoint(IPrograms programs, EndpointStore endpoints)
{
    /// <summary>Does the work for each of them.</summary>
    /// <param name="withRemoved">Whether also for those that were removed.</param>
    /// <param name="workAsync">The work.</param>
    /// <param name="logger">Where each fault is logged.</param>
    /// <param name="cancellationToken">Cancels; the rest is left then.</param>
    /// <exception cref="PartialFailureException">The work failed for some.</exception>
    public Task DoAsync(
        bool withRemoved,
        Func<WebhookEndpoint, Task> workAsync,
        ILogger logger,
        CancellationToken cancellationToken
    ) =>
        programs
            .ListAsync(cancellationToken)
            .ForEachIsolatedAsync(
                program => $"the webhook endpoints of {program.Slug}",
                program =>
                    endpoints
                        .ListAsync(program.Slug, withRemoved, cancellationToken: cancellationToken)
                        .ForEachIsolatedAsync(
                            endpoint => $"the webhook endpoint {endpoint.Id} of {program.Slug}",
                            workAsync,
                            logger,
                            cancellationToken
                        ),
                logger,
                cancellationToken
            );
}
