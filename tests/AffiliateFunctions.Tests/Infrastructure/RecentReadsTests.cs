using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Tests.Infrastructure;

public sealed class RecentReadsTests : IDisposable
{
    private readonly RecentReads<string, string> _recent = new(maxEntries: 100);
    private int _reads;

    public void Dispose() => _recent.Dispose();

    [Fact]
    public async Task A_value_is_read_once_until_it_is_forgotten()
    {
        Assert.Equal("first", await _recent.GetAsync("key", () => ReadAsync("first")));
        Assert.Equal("first", await _recent.GetAsync("key", () => ReadAsync("second")));
        _recent.Forget("key");
        Assert.Equal("second", await _recent.GetAsync("key", () => ReadAsync("second")));
        Assert.Equal(2, _reads);
    }

    [Fact]
    public async Task What_is_absent_is_read_each_time()
    {
        Assert.Null(await _recent.GetAsync("key", () => ReadAsync(null)));
        Assert.Equal("now", await _recent.GetAsync("key", () => ReadAsync("now")));
    }

    [Fact]
    public async Task A_read_that_began_before_a_change_does_not_put_the_former_value_back()
    {
        var reading = new TaskCompletionSource<string?>();
        var slow = _recent.GetAsync("key", () => reading.Task);
        _recent.Forget("key");
        reading.SetResult("former");
        Assert.Equal("former", await slow);
        Assert.Equal("changed", await _recent.GetAsync("key", () => ReadAsync("changed")));
    }

    [Fact]
    public async Task Of_several_values_only_those_are_read_that_are_not_kept()
    {
        await _recent.GetAsync("a", () => ReadAsync("A"));
        IReadOnlyList<string> asked = [];
        var found = await _recent.GetAllAsync(
            ["a", "b", "c", "b"],
            keys =>
            {
                asked = keys;
                return Task.FromResult<IReadOnlyDictionary<string, string>>(
                    new Dictionary<string, string> { ["b"] = "B" }
                );
            }
        );
        Assert.Equal(["b", "c"], asked);
        Assert.Equal(["A", "B"], found.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(entry => entry.Value));

        await _recent.GetAllAsync(["a", "b"], _ => throw new InvalidOperationException("Both are kept."));
    }

    private Task<string?> ReadAsync(string? value)
    {
        _reads++;
        return Task.FromResult(value);
    }
}
