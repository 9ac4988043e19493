using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace AffiliateFunctions.Benchmarks.Http;

/// <summary>
/// Sends one request again and again over some connections, each waiting for its answer. Written on sockets, so that the
/// client costs little beside the server that is measured.
/// </summary>
internal sealed class Load : IAsyncDisposable
{
    private const int Connections = 32;

    private readonly List<Socket> _sockets;
    private readonly byte[] _request;
    private readonly int _answerLength;

    private Load(List<Socket> sockets, byte[] request, int answerLength)
    {
        _sockets = sockets;
        _request = request;
        _answerLength = answerLength;
    }

    /// <summary>Connects, and learns from a first answer how long each is.</summary>
    public static async Task<Load> ConnectAsync(Uri server, byte[] request)
    {
        var sockets = new List<Socket>();
        for (var i = 0; i < Connections; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(server.Host, server.Port);
            sockets.Add(socket);
        }

        return new Load(sockets, request, await LengthOfFirstAnswerAsync(sockets[0], request));
    }

    /// <summary>Sends for a while.</summary>
    /// <returns>The requests that were answered per second.</returns>
    public async Task<double> RunAsync(TimeSpan length)
    {
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(_sockets.Select(socket => Task.Run(() => SendAsync(socket, watch, length))));
        return counts.Sum() / watch.Elapsed.TotalSeconds;
    }

    public ValueTask DisposeAsync()
    {
        _sockets.ForEach(socket => socket.Dispose());
        return ValueTask.CompletedTask;
    }

    private async Task<int> SendAsync(Socket socket, Stopwatch watch, TimeSpan length)
    {
        var buffer = new byte[_answerLength];
        var count = 0;
        while (watch.Elapsed < length)
        {
            await socket.SendAsync(_request);
            for (var received = 0; received < _answerLength;)
            {
                var more = await socket.ReceiveAsync(buffer.AsMemory(received));
                received += more > 0 ? more : throw new InvalidOperationException("The server closed the connection.");
            }

            count++;
        }

        return count;
    }

    private static async Task<int> LengthOfFirstAnswerAsync(Socket socket, byte[] request)
    {
        await socket.SendAsync(request);
        var buffer = new byte[4096];
        for (var received = 0; ;)
        {
            received += await socket.ReceiveAsync(buffer.AsMemory(received));
            var answer = Encoding.ASCII.GetString(buffer, 0, received);
            var complete = answer.EndsWith("0\r\n\r\n", StringComparison.Ordinal)
                || (answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) is > 0 and var head && ContentLength(answer) == received - head - 4);
            if (complete)
            {
                return answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal) ? received : throw new InvalidOperationException(answer);
            }
        }
    }

    private static int? ContentLength(string answer)
    {
        const string Header = "Content-Length: ";
        var at = answer.IndexOf(Header, StringComparison.Ordinal);
        return at < 0 ? null : int.Parse(answer.AsSpan(at + Header.Length, answer.IndexOf('\r', at) - at - Header.Length));
    }
}
