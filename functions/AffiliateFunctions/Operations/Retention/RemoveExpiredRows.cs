using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Operations.Retention;

/// <summary>
/// Removes rows every night that have been kept for as long as the settings say. A run removes a limited number of rows,
/// and the next run continues.
/// </summary>
public sealed partial class RemoveExpiredRows(
    IPrograms programs,
    IEnumerable<IExpiringRows> kinds,
    IOptions<RetentionOptions> options,
    TimeProvider clock,
    ILogger<RemoveExpiredRows> logger
)
{
    /// <inheritdoc cref="RemoveExpiredRows"/>
    [Function(nameof(RemoveExpiredRows))]
    public Task RunAsync([TimerTrigger("0 50 3 * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        programs
            .ListAsync(cancellationToken)
            .SelectMany(program => kinds.Select(kind => (Program: program.Slug, Kind: kind)))
            .ForEachIsolatedAsync(
                work => $"the expired {work.Kind.Name} of {work.Program}",
                async work =>
                {
                    var atMost = options.Value.RowsPerRun;
                    var removed = await work.Kind.RemoveAsync(
                        work.Program,
                        clock.GetUtcNow(),
                        atMost,
                        cancellationToken
                    );
                    if (removed > 0)
                    {
                        LogRemoved(logger, removed, work.Kind.Name, work.Program.Value, removed < atMost);
                    }
                },
                logger,
                cancellationToken
            );

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Removed {Count} rows of {Kind} of {Program}; all expired ones: {IsAll}"
    )]
    private static partial void LogRemoved(ILogger logger, int count, string kind, string program, bool isAll);
}
