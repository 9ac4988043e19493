using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>Removes ignored events that have been kept for as long as the settings say.</summary>
public sealed class ForgetIgnoredEvents(
    IPrograms programs,
    IgnoredEvents ignored,
    IOptions<RetentionOptions> retention,
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
                program =>
                    ignored.RemoveAsync(
                        program.Slug,
                        clock.GetUtcNow().AddDays(-retention.Value.IgnoredEventsDays),
                        retention.Value.RowsPerRun,
                        cancellationToken
                    ),
                logger,
                cancellationToken
            );
}
