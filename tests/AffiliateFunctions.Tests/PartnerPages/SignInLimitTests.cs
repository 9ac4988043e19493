using System.Net;
using AffiliateFunctions.PartnerPages;
using AffiliateFunctions.PartnerPages.SignIn;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AffiliateFunctions.Tests.PartnerPages;

/// <summary>A network asks for a limited number of links in an hour.</summary>
public sealed class SignInLimitTests
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 10, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    // An IPv4 network has 24 bits, and an IPv6 network has 48.
    [InlineData("203.0.113.7", "203.0.113.200", "203.0.114.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.8", "203.0.112.7")]
    [InlineData("2001:db8:1:1::1", "2001:db8:1:ffff::2", "2001:db8:2:1::1")]
    public void Two_addresses_of_a_network_share_its_limit_and_another_network_has_its_own(
        string first,
        string second,
        string other
    )
    {
        var limits = Limits(2);

        Assert.True(limits.TryCount(IPAddress.Parse(first)));
        Assert.True(limits.TryCount(IPAddress.Parse(second)));
        Assert.False(limits.TryCount(IPAddress.Parse(first)));
        Assert.False(limits.TryCount(IPAddress.Parse(second)));
        Assert.True(limits.TryCount(IPAddress.Parse(other)));
    }

    [Fact]
    public void The_limit_ends_after_an_hour_and_a_refused_request_does_not_prolong_it()
    {
        var (limits, caller) = (Limits(1), IPAddress.Parse("203.0.113.7"));
        Assert.True(limits.TryCount(caller));
        for (var minute = 0; minute < 50; minute += 10)
        {
            clock.Advance(TimeSpan.FromMinutes(10));
            Assert.False(limits.TryCount(caller));
        }

        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.True(limits.TryCount(caller));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("10.1.2.3")]
    [InlineData("127.0.0.1")]
    [InlineData("fd00::1")]
    public void An_address_that_many_can_share_is_not_limited(string? address)
    {
        var (limits, caller) = (Limits(1), address is null ? null : IPAddress.Parse(address));

        Assert.All(Enumerable.Range(0, 5), _ => Assert.True(limits.TryCount(caller)));
    }

    private SignInLimits Limits(int most) =>
        new(Options.Create(new PartnerPageOptions { SignInsPerNetworkAndHour = most }), clock);
}
