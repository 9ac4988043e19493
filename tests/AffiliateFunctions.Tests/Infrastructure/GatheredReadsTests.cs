using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Tests.Infrastructure;

public sealed class GatheredReadsTests
{
    private readonly List<string> _read = [];
    private readonly TaskCompletionSource _storage = new();
    private readonly GatheredReads<string, int?> _lengths;

    public GatheredReadsTests() =>
        _lengths = new(
            async (keys, _) =>
            {
                _read.Add(string.Join(',', keys));
                await _storage.Task;
                return keys.Where(key => key.Length > 1).ToDictionary(key => key, key => (int?)key.Length);
            }
        );

    [Fact]
    public async Task Keys_that_are_asked_for_together_are_read_together_and_each_once()
    {
        var prepared = _lengths.PrepareAsync(["aa", "b", "aa"], default);
        var during = _lengths.FindAsync("aa", default).AsTask();
        var other = _lengths.PrepareAsync(["b", "cccc"], default);
        _storage.SetResult();
        await Task.WhenAll(prepared, other);
        Assert.Equal(2, await during);
        Assert.Equal(4, await _lengths.FindAsync("cccc", default));
        Assert.Null(await _lengths.FindAsync("b", default));
        Assert.Equal(["aa,b", "cccc"], _read);
    }

    [Fact]
    public async Task Many_at_once_share_one_read()
    {
        var found = Enumerable
            .Range(0, 64)
            .Select(_ => Task.Run(async () => await _lengths.FindAsync("aaa", default)))
            .ToList();
        _storage.SetResult();
        Assert.All(await Task.WhenAll(found), length => Assert.Equal(3, length));
        Assert.Equal(["aaa"], _read);
    }

    [Fact]
    public async Task A_failed_read_fails_for_all_who_wait_for_one_of_its_keys()
    {
        var prepared = _lengths.PrepareAsync(["aa", "bb"], default);
        var waiting = _lengths.FindAsync("bb", default).AsTask();
        _storage.SetException(new TimeoutException("Storage is away."));
        await Assert.ThrowsAsync<TimeoutException>(() => prepared);
        await Assert.ThrowsAsync<TimeoutException>(() => waiting);
    }
}
