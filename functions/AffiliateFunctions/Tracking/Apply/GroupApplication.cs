using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>
/// Applies small messages of a program together, so that they share transactions. Messages that arrive while others of
/// the program are applied are collected, and applied as a group as soon as a slot is free. A single message does not
/// wait. Large messages are applied by themselves.
/// </summary>
public sealed class GroupApplication(EventIsolation isolation)
{
    // The maximum number of events of a message that is applied in a group; a larger message fills transactions on its
    // own.
    private const int MaxSmall = 20;
    private const int MaxInGroup = 100;
    private const int MaxAtOnce = 6;

    private readonly Dictionary<ProgramSlug, Waiting> programs = [];
    private readonly Lock gate = new();

    /// <summary>Applies the events of a message.</summary>
    /// <param name="program">The program of the events.</param>
    /// <param name="events">The events.</param>
    /// <param name="cancellationToken">
    /// Cancels the wait of this message; a group that contains other messages continues.
    /// </param>
    /// <returns>The refunds whose sales have not been applied yet; they have to be applied again later.</returns>
    public Task<IReadOnlyList<TrackingEvent>> ApplyAsync(
        ProgramSlug program,
        IReadOnlyList<TrackingEvent> events,
        CancellationToken cancellationToken
    ) =>
        events.Count > MaxSmall
            ? isolation.ApplyAsync(program, events, cancellationToken)
            : ApplyTogetherAsync(Join(program, events, cancellationToken), events, cancellationToken);

    /// <summary>Whether events of the program would be applied immediately, without waiting for other events.</summary>
    public bool HasRoom(ProgramSlug program)
    {
        lock (gate)
        {
            return !programs.TryGetValue(program, out var waiting) || waiting.UnderWay < MaxAtOnce;
        }
    }

    private static async Task<IReadOnlyList<TrackingEvent>> ApplyTogetherAsync(
        Group group,
        IReadOnlyList<TrackingEvent> events,
        CancellationToken cancellationToken
    )
    {
        var early = await group.Early.Task.WaitAsync(cancellationToken);
        return [.. events.Where(trackingEvent => early.Contains(trackingEvent.Id))];
    }

    private Group Join(ProgramSlug program, IReadOnlyList<TrackingEvent> events, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!programs.TryGetValue(program, out var waiting))
            {
                programs[program] = waiting = new Waiting();
            }

            // Two attempts or messages of the same event are applied in sequence.
            if (waiting.Groups.LastOrDefault() is not { } group || !group.TryAdd(events, cancellationToken))
            {
                group = new Group(events, cancellationToken);
                waiting.Groups.Enqueue(group);
            }

            if (waiting.UnderWay < MaxAtOnce)
            {
                waiting.UnderWay++;
                _ = Task.Run(() => WorkAsync(program, waiting), CancellationToken.None);
            }

            return group;
        }
    }

    private async Task WorkAsync(ProgramSlug program, Waiting waiting)
    {
        while (Next(program, waiting) is { } group)
        {
            try
            {
                var early = await ApplyAsync(program, group);
                group.Early.SetResult(early.Select(trackingEvent => trackingEvent.Id).ToHashSet());
            }
            catch (Exception fault)
            {
                group.Early.SetException(fault);
            }
            finally
            {
                group.Dispose();
            }
        }
    }

    // The platform drops log entries of an invocation that has ended. The group is therefore applied as part of the
    // invocation of its first message, which waits for it, and not as part of the one that started this work.
    private Task<IReadOnlyList<TrackingEvent>> ApplyAsync(ProgramSlug program, Group group)
    {
        Task<IReadOnlyList<TrackingEvent>>? applied = null;
        ExecutionContext.Run(
            group.Invocation,
            _ => applied = isolation.ApplyAsync(program, group.Events, group.Cancelled),
            state: null
        );
        return applied!;
    }

    private Group? Next(ProgramSlug program, Waiting waiting)
    {
        lock (gate)
        {
            if (waiting.Groups.TryDequeue(out var group))
            {
                return group;
            }

            if (--waiting.UnderWay == 0)
            {
                programs.Remove(program);
            }

            return null;
        }
    }

    private sealed class Waiting
    {
        public Queue<Group> Groups { get; } = new();

        public int UnderWay { get; set; }
    }

    /// <summary>Messages that are applied together. Their work is cancelled when all of them are cancelled.</summary>
    private sealed class Group : IDisposable
    {
        private readonly List<TrackingEvent> events = [];
        private readonly HashSet<EventId> ids = [];
        private readonly List<CancellationTokenRegistration> registrations = [];
        private readonly CancellationTokenSource all = new();
        private int notCancelled;

        public Group(IReadOnlyList<TrackingEvent> first, CancellationToken cancellationToken) =>
            Add(first, cancellationToken);

        public IReadOnlyList<TrackingEvent> Events => events;

        public CancellationToken Cancelled => all.Token;

        /// <summary>The context of the invocation of the first message, with its log scope and its trace.</summary>
        public ExecutionContext Invocation { get; } =
            ExecutionContext.Capture()
            ?? throw new InvalidOperationException("Messages are applied where the context of execution flows.");

        public TaskCompletionSource<IReadOnlySet<EventId>> Early { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool TryAdd(IReadOnlyList<TrackingEvent> more, CancellationToken cancellationToken)
        {
            if (
                all.IsCancellationRequested
                || events.Count + more.Count > MaxInGroup
                || more.Any(trackingEvent => ids.Contains(trackingEvent.Id))
            )
            {
                return false;
            }

            Add(more, cancellationToken);
            return true;
        }

        public void Dispose()
        {
            registrations.ForEach(registration => registration.Dispose());
            all.Dispose();
        }

        private void Add(IReadOnlyList<TrackingEvent> more, CancellationToken cancellationToken)
        {
            events.AddRange(more);
            ids.UnionWith(more.Select(trackingEvent => trackingEvent.Id));
            Interlocked.Increment(ref notCancelled);
            registrations.Add(
                cancellationToken.Register(() =>
                {
                    if (Interlocked.Decrement(ref notCancelled) == 0)
                    {
                        all.Cancel();
                    }
                })
            );
        }
    }
}
