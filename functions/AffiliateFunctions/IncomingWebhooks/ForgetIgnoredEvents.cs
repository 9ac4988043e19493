using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>Removes ignored events once they have been kept for <see cref="IgnoredEvents.Kept"/>.</summary>
public sealed class ForgetIgnoredEvents(
    IPrograms programs,
    IgnoredEvents ignored,
    TimeProvider clock,
    ILogger<ForgetIgnoredEvents> logger
)
{
    /// <inheritdoc cref="ForgetIgnoredEvents"/>
    [Function(nameof(ForgetIgnoredEvents))]
    public Task RunAsync([TimerTrigger("0 30 3 * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        programs
            .ListAsync(cancellationToken)
            .ForEachIsolatedAsync(
                program => $"the ignored events of {program.Slug}",
                program => ignored.RemoveAsync(program.Slug, clock.GetUtcNow() - IgnoredEvents.Kept, cancellationToken),
                logger,
                cancellationToken
            );
}
