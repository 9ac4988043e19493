using System.Text;
using System.Text.Json;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AffiliateFunctions.Tests.Infrastructure;

public sealed class ExportAnswerTests
{
    // Enough rows that grow by one byte each for any buffer of up to 8 KiB to be full after any of a row's bytes.
    private const int Rows = 9_000;

    [Theory]
    [InlineData("application/x-ndjson")]
    [InlineData("text/csv")]
    public async Task Rows_of_every_length_go_out_without_blocking_the_server(string form)
    {
        using var sent = new NonBlockingBody();
        var context = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection()
                .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
                .BuildServiceProvider(),
        };
        context.Request.Headers.Accept = form;
        context.Response.Body = sent;

        await context
            .Request.Export(
                "rows",
                Enumerable.Range(1, Rows).Select(length => new Row(new string('x', length))).ToAsyncEnumerable()
            )
            .ExecuteAsync(context);

        var lines = Encoding.UTF8.GetString(sent.ToArray()).Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var texts =
            form == "text/csv"
                ? lines.Skip(1)
                : lines.Select(line => JsonElement.Parse(line).GetProperty("text").GetString()!);
        Assert.Equal(Enumerable.Range(1, Rows), texts.Select(text => text.Length));
    }

    private sealed record Row(string Text);

    // As a server's body: it refuses what would block a thread.
    private sealed class NonBlockingBody : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) =>
            throw new InvalidOperationException("A write that blocks.");

        public override void Write(ReadOnlySpan<byte> buffer) =>
            throw new InvalidOperationException("A write that blocks.");

        public override void Flush() => throw new InvalidOperationException("A flush that blocks.");

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            base.Write(buffer.ToArray(), 0, buffer.Length);
            return ValueTask.CompletedTask;
        }
    }
}
