using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Infrastructure;

/// <summary>Does the same work for many items, so that a fault of one item does not stop the others.</summary>
public static partial class IsolatedWork
{
    /// <summary>
    /// Does the work for each item. Each fault is logged when it happens. When all items are done, the faults are
    /// thrown together, so that the platform records the run as failed and its alert fires.
    /// </summary>
    /// <param name="items">The items.</param>
    /// <param name="nameOf">Names an item for the log, such as <c>the cycles of demo</c>.</param>
    /// <param name="workAsync">The work for one item.</param>
    /// <param name="logger">Where each fault is logged.</param>
    /// <param name="cancellationToken">Cancels; the remaining items are then skipped.</param>
    /// <param name="maxAtOnce">How many items are worked on at the same time.</param>
    /// <exception cref="PartialFailureException">The work failed for some items, or the list of items could not be read
    /// to its end.</exception>
    public static async Task ForEachIsolatedAsync<T>(
        this IAsyncEnumerable<T> items,
        Func<T, string> nameOf,
        Func<T, Task> workAsync,
        ILogger logger,
        CancellationToken cancellationToken,
        int maxAtOnce = 1
    )
    {
        var faults = new ConcurrentQueue<Exception>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = maxAtOnce, CancellationToken = cancellationToken };
        try
        {
            await Parallel.ForEachAsync(
                items,
                options,
                async (item, _) =>
                {
                    try
                    {
                        await workAsync(item);
                    }
                    catch (PartialFailureException within)
                    {
                        // These faults are already logged.
                        foreach (var fault in within.InnerExceptions)
                        {
                            faults.Enqueue(fault);
                        }
                    }
                    catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
                    {
                        faults.Enqueue(Report(nameOf(item), fault, logger));
                    }
                }
            );
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            faults.Enqueue(Report("the list of items", fault, logger));
        }

        if (!faults.IsEmpty)
        {
            throw new PartialFailureException(faults);
        }
    }

    /// <inheritdoc cref="ForEachIsolatedAsync{T}(IAsyncEnumerable{T}, Func{T, string}, Func{T, Task}, ILogger,
    /// CancellationToken, int)"/>
    public static Task ForEachIsolatedAsync<T>(
        this IEnumerable<T> items,
        Func<T, string> nameOf,
        Func<T, Task> workAsync,
        ILogger logger,
        CancellationToken cancellationToken
    ) => items.ToAsyncEnumerable().ForEachIsolatedAsync(nameOf, workAsync, logger, cancellationToken);

    private static InvalidOperationException Report(string name, Exception fault, ILogger logger)
    {
        Failed(logger, fault, name);
        return new InvalidOperationException($"The work for {name} failed.", fault);
    }

    [LoggerMessage(1, LogLevel.Error, "The work for {Item} failed; the other items are not affected.")]
    private static partial void Failed(ILogger logger, Exception fault, string item);
}

/// <summary>The work failed for some items of a list and was done for the others.</summary>
/// <param name="faults">The fault of each item.</param>
public sealed class PartialFailureException(IEnumerable<Exception> faults)
    : AggregateException("The work failed for some items and was done for the others.", faults);
