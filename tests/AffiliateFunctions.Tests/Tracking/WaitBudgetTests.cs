using AffiliateFunctions.Links.Visitors;
using Microsoft.Extensions.Time.Testing;

namespace AffiliateFunctions.Tests.Tracking;

public sealed class WaitBudgetTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void It_ends_after_its_length_whenever_the_waiting_began()
    {
        using var early = new WaitBudget(TimeSpan.FromSeconds(2), _clock);
        using var late = new WaitBudget(TimeSpan.FromSeconds(2), _clock);
        var first = early.Token;
        _clock.Advance(TimeSpan.FromSeconds(1.5));
        var second = late.Token;
        Assert.False(first.IsCancellationRequested);
        Assert.False(second.IsCancellationRequested);
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.True(first.IsCancellationRequested);
        Assert.True(second.IsCancellationRequested);
    }

    [Fact]
    public void Who_has_waited_long_enough_waits_for_nothing_more()
    {
        using var patience = new WaitBudget(TimeSpan.FromSeconds(2), _clock);
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.True(patience.Token.IsCancellationRequested);
    }
}
