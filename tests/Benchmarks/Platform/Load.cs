using System.Diagnostics;
using System.Net.Sockets;

namespace AffiliateFunctions.Benchmarks.Platform;

/// <summary>
/// Sends requests again and again over some connections, each waiting for its answer. Written on sockets, so that the
/// client costs little beside the server that is measured.
/// </summary>
internal sealed class Load : IAsyncDisposable
{
    /// <summary>How many connections there are unless said otherwise.</summary>
    public const int UsualConnections = 32;

    private readonly List<Socket> _sockets;
    private readonly Func<int, byte[]>[] _requests;
    private readonly int[] _sent;
    private readonly byte[] _status;

    private Load(List<Socket> sockets, Func<int, Func<int, byte[]>> requestsOf, int status)
    {
        _sockets = sockets;
        _requests = [.. Enumerable.Range(0, sockets.Count).Select(requestsOf)];
        _sent = new int[sockets.Count];
        _status = [.. "HTTP/1.1 "u8, .. System.Text.Encoding.ASCII.GetBytes($"{status}")];
    }

    /// <summary>Connects.</summary>
    /// <param name="server">The server.</param>
    /// <param name="requestsOf">For each connection by its number, its requests by their numbers.</param>
    /// <param name="status">The status that every answer must have.</param>
    /// <param name="connections">How many connections.</param>
    public static async Task<Load> ConnectAsync(
        Uri server,
        Func<int, Func<int, byte[]>> requestsOf,
        int status = 200,
        int connections = UsualConnections
    )
    {
        var sockets = new List<Socket>();
        for (var i = 0; i < connections; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(server.Host, server.Port);
            sockets.Add(socket);
        }

        return new Load(sockets, requestsOf, status);
    }

    /// <summary>Sends for a while.</summary>
    /// <exception cref="InvalidOperationException">An answer had another status.</exception>
    public async Task<Answered> RunAsync(TimeSpan length)
    {
        var watch = Stopwatch.StartNew();
        var times = await Task.WhenAll(
            _sockets.Select((_, connection) => Task.Run(() => SendAsync(connection, watch, length)))
        );
        return new Answered(watch.Elapsed, [.. times.SelectMany(own => own)]);
    }

    public ValueTask DisposeAsync()
    {
        _sockets.ForEach(socket => socket.Dispose());
        return ValueTask.CompletedTask;
    }

    private async Task<List<long>> SendAsync(int connection, Stopwatch watch, TimeSpan length)
    {
        var (socket, buffer) = (_sockets[connection], new byte[4096]);
        var times = new List<long>();
        while (watch.Elapsed < length)
        {
            var request = _requests[connection](_sent[connection]++);
            var begun = Stopwatch.GetTimestamp();
            await socket.SendAsync(request);
            var received = 0;
            do
            {
                var more = await socket.ReceiveAsync(buffer.AsMemory(received));
                received += more > 0 ? more : throw new InvalidOperationException("The server closed the connection.");
            } while (!IsWhole(buffer.AsSpan(0, received)));
            if (!buffer.AsSpan().StartsWith(_status))
            {
                throw new InvalidOperationException(System.Text.Encoding.ASCII.GetString(buffer, 0, received));
            }

            times.Add(Stopwatch.GetTimestamp() - begun);
        }

        return times;
    }

    // One answer is under way at a time, so that whatever comes belongs to it.
    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        var name = "\r\nContent-Length: "u8;
        var at = answer[..(head + 2)].IndexOf(name);
        if (at < 0)
        {
            return answer.EndsWith("0\r\n\r\n"u8);
        }

        var length = answer[(at + name.Length)..];
        return int.Parse(length[..length.IndexOf((byte)'\r')], System.Globalization.CultureInfo.InvariantCulture)
            == answer.Length - head - 4;
    }
}

/// <summary>What was answered.</summary>
/// <param name="Length">How long it took.</param>
/// <param name="Times">How long each answer was waited for, in the stopwatch's ticks.</param>
internal sealed record Answered(TimeSpan Length, IReadOnlyList<long> Times)
{
    /// <summary>Answers per second.</summary>
    public double PerSecond => Times.Count / Length.TotalSeconds;

    /// <summary>How many milliseconds such a part of the answers were waited for at most.</summary>
    public static double Percentile(IEnumerable<Answered> rounds, double part)
    {
        var sorted = rounds.SelectMany(round => round.Times).Order().ToList();
        return sorted[(int)(part * (sorted.Count - 1))] * 1000.0 / Stopwatch.Frequency;
    }
}
