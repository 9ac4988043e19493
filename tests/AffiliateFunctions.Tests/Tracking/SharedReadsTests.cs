using AffiliateFunctions.Links;

namespace AffiliateFunctions.Tests.Tracking;

public sealed class SharedReadsTests
{
    private readonly SharedReadCache<string, int> _reads = new();
    private readonly List<TaskCompletionSource<int>> _begun = [];

    [Fact]
    public async Task Those_who_ask_at_once_share_one_read_and_the_next_reads_again()
    {
        var first = ReadAsync("a");
        var second = ReadAsync("a");
        var other = ReadAsync("b");
        Assert.Equal(2, _begun.Count);
        _begun[0].SetResult(1);
        _begun[1].SetResult(2);
        var answers = await Task.WhenAll(first, second, other);
        Assert.Equal([1, 1, 2], answers);

        var next = ReadAsync("a");
        _begun[2].SetResult(3);
        Assert.Equal(3, await next);
    }

    [Fact]
    public async Task A_fault_is_told_to_all_who_waited_and_is_not_remembered()
    {
        var (first, second) = (ReadAsync("a"), ReadAsync("a"));
        _begun[0].SetException(new InvalidOperationException("Storage is away."));
        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        await Assert.ThrowsAsync<InvalidOperationException>(() => second);

        var next = ReadAsync("a");
        _begun[1].SetResult(1);
        Assert.Equal(1, await next);
    }

    [Fact]
    public async Task One_who_goes_away_takes_the_read_from_nobody()
    {
        using var leaving = new CancellationTokenSource();
        var (first, second) = (ReadAsync("a", leaving.Token), ReadAsync("a"));
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _begun[0].SetResult(1);
        Assert.Equal(1, await second);
    }

    private Task<int> ReadAsync(string key, CancellationToken cancellationToken = default) =>
        _reads.ReadAsync(
            key,
            _ =>
            {
                _begun.Add(new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously));
                return _begun[^1].Task;
            },
            cancellationToken
        );
}
