using AffiliateFunctions.Links;
using AffiliateFunctions.Links.Visitors;
using Azure;
using Microsoft.Extensions.Time.Testing;

namespace AffiliateFunctions.Tests.Tracking;

public sealed class StaleWhileUnavailableCacheTests
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly StaleWhileUnavailableCache<string, string> _known;
    private Func<Task<string?>> _read = () => throw new InvalidOperationException("Nothing is to be read.");

    public StaleWhileUnavailableCacheTests() =>
        _known = new StaleWhileUnavailableCache<string, string>(
            _ => _read(),
            TimeSpan.FromSeconds(5),
            _clock,
            StringComparer.OrdinalIgnoreCase
        );

    public static TheoryData<Exception> Outages =>
        new(
            new RequestFailedException(503, "The server is busy."),
            new RequestFailedException("No connection."),
            new AggregateException(
                new RequestFailedException("No connection."),
                new RequestFailedException(500, "Fault.")
            )
        );

    [Fact]
    public async Task What_was_read_is_the_answer_for_a_lifetime()
    {
        Assert.Equal("first", await FindAsync("a", () => Task.FromResult<string?>("first")));
        _clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal("first", await FindAsync("A", () => Task.FromResult<string?>("second")));
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("second", await FindAsync("a", () => Task.FromResult<string?>("second")));
    }

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task Where_storage_does_not_answer_it_is_the_answer_however_old(Exception outage)
    {
        await FindAsync("a", () => Task.FromResult<string?>("first"));
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal("first", await FindAsync("a", () => Task.FromException<string?>(outage)));
        await Assert.ThrowsAsync(
            outage.GetType(),
            async () => await FindAsync("b", () => Task.FromException<string?>(outage))
        );
    }

    [Fact]
    public async Task Who_waits_no_longer_gets_what_was_known()
    {
        await FindAsync("a", () => Task.FromResult<string?>("first"));
        _clock.Advance(TimeSpan.FromSeconds(5));
        var answer = FindAsync("a", () => new TaskCompletionSource<string?>().Task).AsTask();
        Assert.False(answer.IsCompleted);
        _clock.Advance(Budget);
        Assert.Equal("first", await answer);
    }

    [Fact]
    public async Task What_is_no_more_is_forgotten_and_other_faults_are_told()
    {
        await FindAsync("a", () => Task.FromResult<string?>("first"));
        _clock.Advance(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await FindAsync("a", () => throw new InvalidOperationException("A mistake."))
        );
        Assert.Null(await FindAsync("a", () => Task.FromResult<string?>(null)));
        await Assert.ThrowsAsync<RequestFailedException>(async () =>
            await FindAsync("a", () => throw new RequestFailedException("No connection."))
        );
    }

    [Fact]
    public async Task Concurrent_callers_share_one_read_and_a_later_one_reads_again()
    {
        var reads = new List<TaskCompletionSource<string?>>();
        Task<string?> Begin()
        {
            reads.Add(new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously));
            return reads[^1].Task;
        }

        var (first, second) = (FindAsync("a", Begin).AsTask(), FindAsync("A", Begin).AsTask());
        var other = FindAsync("b", Begin).AsTask();
        Assert.Equal(2, reads.Count);
        reads[0].SetResult("one");
        reads[1].SetResult("two");
        Assert.Equal("one, one, two", string.Join(", ", await Task.WhenAll(first, second, other)));

        _clock.Advance(TimeSpan.FromSeconds(5));
        var next = FindAsync("a", Begin).AsTask();
        reads[2].SetResult("three");
        Assert.Equal("three", await next);
    }

    [Fact]
    public async Task A_fault_is_reported_to_all_who_wait_and_is_not_remembered()
    {
        var read = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var (first, second) = (FindAsync("a", () => read.Task).AsTask(), FindAsync("a", () => read.Task).AsTask());
        read.SetException(new InvalidOperationException("The row is damaged."));
        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        await Assert.ThrowsAsync<InvalidOperationException>(() => second);
        Assert.Equal("one", await FindAsync("a", () => Task.FromResult<string?>("one")));
    }

    [Fact]
    public async Task A_caller_that_stops_waiting_does_not_cancel_the_read_of_others()
    {
        var read = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = FindAsync("a", () => read.Task).AsTask();
        _clock.Advance(Budget / 2);
        var second = FindAsync("a", () => read.Task).AsTask();
        _clock.Advance(Budget / 2);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        read.SetResult("one");
        Assert.Equal("one", await second);
    }

    private async ValueTask<string?> FindAsync(string key, Func<Task<string?>> read)
    {
        _read = read;
        using var budget = new WaitBudget(Budget, _clock);
        return await _known.FindAsync(key, budget);
    }
}
