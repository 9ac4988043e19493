using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;

namespace SampleFunctions.Durable;

/// <summary>The activities that the sample orchestrators call.</summary>
public sealed class SampleActivities(Journal journal)
{
    private static readonly ConcurrentDictionary<string, Running> Halls = [];

    [Function(nameof(Say))]
    public string Say([ActivityTrigger] string word)
    {
        journal.Write(word);
        return word + "!";
    }

    [Function(nameof(Double))]
    public static async Task<int> Double([ActivityTrigger] int number)
    {
        await Task.Yield();
        return number * 2;
    }

    [Function(nameof(FailUntil))]
    public int FailUntil([ActivityTrigger] int attempt)
    {
        journal.Write("attempt");
        return journal.Count("attempt") >= attempt ? attempt : throw new TimeoutException("Not yet.");
    }

    [Function(nameof(Refuse))]
    public static void Refuse([ActivityTrigger] string? nothing) =>
        throw new InvalidOperationException("Never.", new ArgumentException("Because."));

    [Function(nameof(Repeat))]
    public static string Repeat([ActivityTrigger] int count) => new('x', count);

    /// <summary>Runs for a moment, so that others that may run at the same time do.</summary>
    /// <returns>How many ran at the same time at most.</returns>
    [Function(nameof(Hold))]
    public static async Task<int> Hold([ActivityTrigger] string hall)
    {
        var running = Halls.GetOrAdd(hall, _ => new Running());
        running.Enter();
        await Task.Delay(TimeSpan.FromMilliseconds(50));
        return running.Leave();
    }

    [Function(nameof(WhoCalls))]
    public static string WhoCalls([ActivityTrigger] string? nothing, FunctionContext context) =>
        (string)context.BindingContext.BindingData["instanceId"]!;

    private sealed class Running
    {
        private readonly Lock _gate = new();
        private int _now;
        private int _most;

        public void Enter()
        {
            lock (_gate)
            {
                _most = Math.Max(_most, ++_now);
            }
        }

        public int Leave()
        {
            lock (_gate)
            {
                _now--;
                return _most;
            }
        }
    }
}
