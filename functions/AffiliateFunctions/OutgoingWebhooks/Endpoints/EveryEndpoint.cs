using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Programs;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.OutgoingWebhooks.Endpoints;

/// <summary>
/// Does the same work for the webhook endpoints of all programs. A fault of one endpoint does not stop the others.
/// </summary>
public sealed class EveryEndpoint(IPrograms programs, EndpointStore endpoints)
{
    /// <summary>Does the work for each endpoint.</summary>
    /// <param name="withRemoved">Whether removed endpoints are included.</param>
    /// <param name="workAsync">The work.</param>
    /// <param name="logger">Logs each fault.</param>
    /// <param name="cancellationToken">Cancels the operation; the remaining endpoints are skipped.</param>
    /// <exception cref="PartialFailureException">The work failed for some endpoints.</exception>
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
