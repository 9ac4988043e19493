using AffiliateFunctions.Tracking.Clicks;
using Azure;
using Microsoft.Extensions.Time.Testing;

namespace AffiliateFunctions.Tests.Tracking;

public sealed class LastKnownTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly LastKnown<string, string> _known;

    public LastKnownTests() => _known = new LastKnown<string, string>(TimeSpan.FromSeconds(5), _clock, StringComparer.OrdinalIgnoreCase);

    public static TheoryData<Exception> Outages => new(
        new RequestFailedException(503, "The server is busy."), new RequestFailedException("No connection."), new AggregateException(new RequestFailedException("No connection."), new RequestFailedException(500, "Fault.")));

    [Fact]
    public async Task What_was_read_is_the_answer_for_a_lifetime()
    {
        Assert.Equal("first", await _known.FindAsync("a", _ => Task.FromResult<string?>("first"), default));
        _clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal("first", await _known.FindAsync("A", _ => Task.FromResult<string?>("second"), default));
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("second", await _known.FindAsync("a", _ => Task.FromResult<string?>("second"), default));
    }

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task Where_storage_does_not_answer_it_is_the_answer_however_old(Exception outage)
    {
        await _known.FindAsync("a", _ => Task.FromResult<string?>("first"), default);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal("first", await _known.FindAsync("a", _ => Task.FromException<string?>(outage), default));
        await Assert.ThrowsAsync(outage.GetType(), async () => await _known.FindAsync("b", _ => Task.FromException<string?>(outage), default));
    }

    [Fact]
    public async Task Who_waits_no_longer_gets_what_was_known()
    {
        await _known.FindAsync("a", _ => Task.FromResult<string?>("first"), default);
        _clock.Advance(TimeSpan.FromSeconds(5));
        using var patience = new CancellationTokenSource();
        var answer = _known.FindAsync("a", _ => new TaskCompletionSource<string?>().Task, patience.Token).AsTask();
        await patience.CancelAsync();
        Assert.Equal("first", await answer);
    }

    [Fact]
    public async Task What_is_no_more_is_forgotten_and_other_faults_are_told()
    {
        await _known.FindAsync("a", _ => Task.FromResult<string?>("first"), default);
        _clock.Advance(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _known.FindAsync("a", _ => throw new InvalidOperationException("A mistake."), default));
        Assert.Null(await _known.FindAsync("a", _ => Task.FromResult<string?>(null), default));
        await Assert.ThrowsAsync<RequestFailedException>(async () => await _known.FindAsync("a", _ => throw new RequestFailedException("No connection."), default));
    }
}
