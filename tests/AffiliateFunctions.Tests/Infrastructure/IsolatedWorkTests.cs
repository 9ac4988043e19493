using AffiliateFunctions.Infrastructure;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Tests.Infrastructure;

public sealed class IsolatedWorkTests
{
    private readonly CountingLogger _logger = new();

    [Fact]
    public async Task A_fault_of_one_item_does_not_stop_the_others_and_all_faults_are_thrown_at_the_end()
    {
        var done = new List<int>();

        var failure = await Assert.ThrowsAsync<PartialFailureException>(() =>
            Enumerable
                .Range(1, 5)
                .ForEachIsolatedAsync(
                    number => $"item {number}",
                    number =>
                        number % 2 == 0
                            ? throw new InvalidOperationException("Even.")
                            : Task.Run(() => done.Add(number)),
                    _logger,
                    default
                )
        );

        Assert.Equal([1, 3, 5], done);
        Assert.Equal(
            ["The work for item 2 failed.", "The work for item 4 failed."],
            failure.InnerExceptions.Select(fault => fault.Message)
        );
        Assert.Equal(2, _logger.Errors);
    }

    [Fact]
    public async Task Faults_of_a_list_within_an_item_are_thrown_and_logged_once()
    {
        var failure = await Assert.ThrowsAsync<PartialFailureException>(() =>
            new[] { "a", "b" }.ForEachIsolatedAsync(
                outer => outer,
                outer =>
                    new[] { 1, 2 }.ForEachIsolatedAsync(
                        inner => $"{outer}{inner}",
                        _ => throw new IOException("Away."),
                        _logger,
                        default
                    ),
                _logger,
                default
            )
        );

        Assert.Equal(4, failure.InnerExceptions.Count);
        Assert.Equal(4, _logger.Errors);
    }

    [Fact]
    public async Task A_list_that_cannot_be_read_to_its_end_is_a_fault_beside_those_of_its_items()
    {
        var failure = await Assert.ThrowsAsync<PartialFailureException>(() =>
            Broken()
                .ForEachIsolatedAsync(
                    number => $"item {number}",
                    _ => throw new InvalidOperationException("No."),
                    _logger,
                    default
                )
        );

        Assert.Equal(2, failure.InnerExceptions.Count);

        static async IAsyncEnumerable<int> Broken()
        {
            yield return 1;
            await Task.Yield();
            throw new IOException("Away.");
        }
    }

    [Fact]
    public async Task A_caller_that_has_gone_ends_the_work()
    {
        using var gone = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Enumerable
                .Range(1, 5)
                .ForEachIsolatedAsync(
                    number => $"item {number}",
                    async _ =>
                    {
                        await gone.CancelAsync();
                        gone.Token.ThrowIfCancellationRequested();
                    },
                    _logger,
                    gone.Token
                )
        );
        Assert.Equal(0, _logger.Errors);
    }

    private sealed class CountingLogger : ILogger
    {
        public int Errors { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Errors += logLevel == LogLevel.Error ? 1 : 0;
    }
}
