using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Events.Acceptance;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.RuleBooks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Links;

/// <summary>
/// Stores link clicks that are only counted, in the background. The clicks of some milliseconds are stored together;
/// while storage is unavailable, clicks are collected. The click id carries the partner, so attribution does not depend
/// on this log. If an instance is killed, only the counts of its last moment are lost.
/// </summary>
public sealed partial class ClickLog(
    ClickStore store,
    IRuleBooks ruleBooks,
    GroupCommit queue,
    TimeProvider clock,
    ILogger<ClickLog> logger
) : IHostedService
{
    // About 300 bytes each, and the texts of the request.
    private const int MaxWaiting = 100_000;

    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Group waiting = new();
    private Group? underWay;
    private Task writing = Task.CompletedTask;

    /// <summary>
    /// Adds a click that is stored soon; false if too many clicks are waiting, for example after minutes without
    /// storage.
    /// </summary>
    public bool TryAdd(LinkClick click)
    {
        lock (gate)
        {
            if (waiting.Clicks.Count >= MaxWaiting)
            {
                return false;
            }

            waiting.Clicks.Add(click);
            if (waiting.Clicks.Count == 1 && underWay is null)
            {
                underWay = waiting;
                writing = StartWriting();
            }

            return true;
        }
    }

    /// <summary>Completes when the clicks added before are stored, or when storage has rejected them for now.</summary>
    public Task TriedAsync()
    {
        lock (gate)
        {
            return waiting.Clicks.Count > 0 ? waiting.Tried.Task : underWay?.Tried.Task ?? Task.CompletedTask;
        }
    }

    /// <summary>Does nothing: writing starts with the first click.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Stores the waiting clicks, as long as there is time.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await writing.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            NotCounted(logger, null, waiting.Clicks.Count + (underWay?.Clicks.Count ?? 0));
        }
    }

    // The invocation that adds a click ends before the click is stored. The platform drops log entries of an invocation
    // that has ended, so the work does not belong to one: its log entries go to the console.
    private Task StartWriting()
    {
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(WriteAsync);
        }
    }

    private async Task WriteAsync()
    {
        while (await NextAsync() is { } group)
        {
            while (!await TryStoreAsync(group))
            {
                await Task.Delay(Pause, TimeProvider.System);
            }
        }
    }

    private async Task<Group?> NextAsync()
    {
        await Task.Delay(Gathering, TimeProvider.System);
        lock (gate)
        {
            underWay = waiting.Clicks.Count > 0 ? waiting : null;
            waiting = new Group();
            return underWay;
        }
    }

    private async Task<bool> TryStoreAsync(Group group)
    {
        try
        {
            await Task.WhenAll(group.Clicks.GroupBy(click => click.Program).Select(own => StoreAsync(own.Key, own)));
        }
        catch (Exception fault) when (StorageFaults.Passes(fault))
        {
            NotStoredYet(logger, fault, group.Clicks.Count);
            return false;
        }
        catch (Exception fault)
        {
            NotCounted(logger, fault, group.Clicks.Count);
        }
        finally
        {
            group.Tried.TrySetResult();
        }

        return true;
    }

    // The rule books are read after the clicks have been received, so that every rule book approved before is
    // considered. If the clicks are stored again, no click is stored twice.
    private async Task StoreAsync(ProgramSlug program, IEnumerable<LinkClick> clicks)
    {
        var rules = await ruleBooks.RecentTimelineAsync(program, CancellationToken.None);
        var paid = clicks.ToLookup(click => rules.At(click.Visit.At)?.Rules.LooksAt(ConversionType.Click) == true);
        if (paid[true].Any())
        {
            await queue.AcceptAsync([.. paid[true].Select(click => click.ToEvent())]);
        }

        await store.AddAsync(paid[false], clock.GetUtcNow(), CancellationToken.None);
    }

    [LoggerMessage(1, LogLevel.Error, "{Count} clicks were not counted.")]
    private static partial void NotCounted(ILogger log, Exception? fault, int count);

    [LoggerMessage(2, LogLevel.Warning, "{Count} clicks wait to be stored: storage is unavailable.")]
    private static partial void NotStoredYet(ILogger log, Exception fault, int count);

    private sealed class Group
    {
        public List<LinkClick> Clicks { get; } = [];

        public TaskCompletionSource Tried { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
