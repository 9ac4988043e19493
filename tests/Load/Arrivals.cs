using System.Collections.Concurrent;
using System.Diagnostics;

namespace AffiliateFunctions.Load;

/// <summary>
/// Requests of one kind at a steady rate, whether or not earlier ones have been answered. The time of a request begins
/// when it is due, so that a request that waits behind others counts as slow.
/// </summary>
/// <param name="name">The name of the kind.</param>
/// <param name="perSecond">The rate.</param>
/// <param name="send">Sends the request of a number.</param>
internal sealed class Arrivals(string name, double perSecond, Func<int, Task> send)
{
    private readonly ConcurrentBag<double> milliseconds = [];
    private readonly ConcurrentBag<string> faults = [];

    public string Name => name;

    public double PerSecond => perSecond;

    /// <summary>How many requests were answered as they should be.</summary>
    public int Answered => milliseconds.Count;

    /// <summary>The faults, in words.</summary>
    public IReadOnlyCollection<string> Faults => faults;

    /// <summary>Sends requests for a while, and waits for their answers.</summary>
    public async Task RunAsync(TimeSpan length)
    {
        var (begun, sending) = (Stopwatch.GetTimestamp(), new List<Task>());
        for (var number = 0; number / perSecond < length.TotalSeconds; number++)
        {
            var due = TimeSpan.FromSeconds(number / perSecond);
            if (due - Stopwatch.GetElapsedTime(begun) is { Ticks: > 0 } wait)
            {
                await Task.Delay(wait, TimeProvider.System);
            }

            sending.Add(SendAsync(number, begun, due));
        }

        await Task.WhenAll(sending);
    }

    /// <summary>The milliseconds in which such a share of the requests was answered.</summary>
    public double Percentile(double share)
    {
        var sorted = milliseconds.Order().ToList();
        return sorted.Count == 0 ? 0 : sorted[(int)(share * (sorted.Count - 1))];
    }

    private async Task SendAsync(int number, long begun, TimeSpan due)
    {
        try
        {
            await send(number);
            milliseconds.Add((Stopwatch.GetElapsedTime(begun) - due).TotalMilliseconds);
        }
        catch (Exception fault)
        {
            faults.Add(fault.Message);
        }
    }
}
