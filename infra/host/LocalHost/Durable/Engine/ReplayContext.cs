using System.Security.Cryptography;
using System.Text;
using LocalHost.Durable.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging;

namespace LocalHost.Durable.Engine;

/// <summary>
/// The context of one episode. The code's requests become events in <see cref="Asked"/>; the episode compares them with the
/// history, or stores them when they are new.
/// </summary>
internal sealed class ReplayContext(InstanceHead head, ILoggerFactory loggerFactory) : TaskOrchestrationContext
{
    private static readonly DataConverter Converter = JsonDataConverter.Default;

    private readonly Dictionary<int, OpenTask> _open = [];
    private readonly HashSet<int> _openTimers = [];
    private int _lastId;
    private int _guids;
    private DateTimeOffset _now;
    private bool _isReplaying;

    public override TaskName Name => head.Name;

    public override string InstanceId => head.Id;

    public override ParentOrchestrationInstance? Parent => head.Parent is { } parent ? new(parent.Name, parent.InstanceId) : null;

    public override DateTime CurrentUtcDateTime => _now.UtcDateTime;

    public override bool IsReplaying => _isReplaying;

    protected override ILoggerFactory LoggerFactory => loggerFactory;

    /// <summary>What the code has asked for and the history has not yet confirmed, in order.</summary>
    public Queue<HistoryEvent> Asked { get; } = [];

    /// <summary>The events that have come.</summary>
    public EventWaits Events { get; } = new();

    /// <summary>The custom status, once it was set.</summary>
    public (bool IsSet, string? Text) CustomStatus { get; private set; }

    /// <summary>What the code asked for in order to begin anew.</summary>
    public (string? Input, bool PreserveEvents)? NextRun { get; private set; }

    /// <summary>Whether the code waits for something that can come.</summary>
    public bool IsWaiting => _open.Count > 0 || Events.Count > 0;

    /// <summary>The timers that somebody still waits for.</summary>
    public IReadOnlySet<int> OpenTimers => _openTimers;

    /// <summary>A step begins.</summary>
    public void BeginStep(DateTimeOffset now, bool isReplaying) => (_now, _isReplaying) = (now, isReplaying);

    /// <summary>Something that was asked for has ended, or an event has come.</summary>
    public void Take(HistoryEvent happened)
    {
        if (happened.Kind == HistoryKind.EventRaised)
        {
            Events.Raise(happened.Name!, happened.Data, mayBeTaken: NextRun is null);
        }
        else if (_open.Remove(happened.Id, out var task))
        {
            _openTimers.Remove(happened.Id);
            _ = happened.Failure is { } failure ? task.Fail(failure) : task.Complete(happened.Data);
        }
    }

    public override T? GetInput<T>()
        where T : default => Converter.Deserialize<T>(head.Input);

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
        => RetryAsync<TResult>(options, () => Ask(new HistoryEvent(HistoryKind.TaskScheduled, ++_lastId, name, Converter.Serialize(input))));

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null)
        => RetryAsync<TResult>(options, () =>
        {
            var id = ++_lastId;
            var child = (options as SubOrchestrationOptions)?.InstanceId ?? $"{InstanceId}:{head.Generation}:{id}";
            return Ask(new HistoryEvent(HistoryKind.ChildScheduled, id, orchestratorName, Converter.Serialize(input), Instance: child));
        });

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        var id = ++_lastId;
        var due = new DateTimeOffset(fireAt.Kind == DateTimeKind.Local ? fireAt.ToUniversalTime() : DateTime.SpecifyKind(fireAt, DateTimeKind.Utc));
        var timer = Ask(new HistoryEvent(HistoryKind.TimerCreated, id, At: due));
        _openTimers.Add(id);
        cancellationToken.Register(() =>
        {
            if (_open.Remove(id, out var open))
            {
                _openTimers.Remove(id);
                open.Cancel(cancellationToken);
            }
        });
        return timer;
    }

    public override async Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
        => Converter.Deserialize<T>(await Events.WaitAsync(eventName, cancellationToken))!;

    public override void SendEvent(string instanceId, string eventName, object payload)
        => Asked.Enqueue(new HistoryEvent(HistoryKind.EventSent, ++_lastId, eventName, Converter.Serialize(payload), Instance: instanceId));

    public override void SetCustomStatus(object? customStatus) => CustomStatus = (true, Converter.Serialize(customStatus));

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
        => NextRun = (Converter.Serialize(newInput), preserveUnprocessedEvents);

    // Named by the instance, the run, the step's time and a number, so that a replay makes the same.
    public override Guid NewGuid()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{InstanceId}:{head.Generation}:{_now.UtcTicks}:{++_guids}"), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    private Task<string?> Ask(HistoryEvent asked)
    {
        var task = new OpenTask(asked.Name ?? "timer", asked.Id);
        _open[asked.Id] = task;
        Asked.Enqueue(asked);
        return task.Task;
    }

    private async Task<T> RetryAsync<T>(TaskOptions? options, Func<Task<string?>> call)
    {
        var begun = _now;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return Converter.Deserialize<T>(await call())!;
            }
            catch (TaskFailedException failed) when (options?.Retry is not null)
            {
                var pause = await RetryPlan.PauseAsync(options.Retry, new RetryContext(this, attempt, failed.FailureDetails, _now - begun, CancellationToken.None));
                if (pause is null)
                {
                    throw;
                }

                if (pause > TimeSpan.Zero)
                {
                    await CreateTimer(pause.Value, CancellationToken.None);
                }
            }
        }
    }
}
