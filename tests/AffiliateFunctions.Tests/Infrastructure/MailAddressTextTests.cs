using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Tests.Infrastructure;

public sealed class MailAddressTextTests
{
    private static readonly string Longest = new('a', 64);

    [Theory]
    [InlineData("name@example.com")]
    [InlineData("first.last+tag@mail.example.co.uk")]
    [InlineData("o'neil_1@xn--bcher-kva.example")]
    [InlineData("juergen@bücher.example")]
    [InlineData("\"john.\"@example.com")]
    public void An_address_that_servers_accept_is_mailable(string address) =>
        Assert.True(MailAddressText.IsMailable(address));

    [Theory]
    [InlineData("jürgen@example.com")]
    [InlineData("john.@example.com")]
    [InlineData(".john@example.com")]
    [InlineData("john..doe@example.com")]
    [InlineData("anna@[10.1.2.3]")]
    [InlineData("anna@[IPv6:2001:db8::1.2.3.4]")]
    [InlineData("anna@example..com")]
    [InlineData("anna@example.com.")]
    [InlineData("anna")]
    [InlineData(null)]
    public void An_address_that_RFC_5321_rules_out_is_not(string? address) =>
        Assert.False(MailAddressText.IsMailable(address));

    [Fact]
    public void The_local_part_has_at_most_64_octets()
    {
        Assert.True(MailAddressText.IsMailable($"{Longest}@example.com"));
        Assert.False(MailAddressText.IsMailable($"{Longest}a@example.com"));
        Assert.False(MailAddressText.IsMailable($"{Longest[1..]}ü@example.com"));
    }

    // Sales systems send the addresses of customers as they are.
    [Theory]
    [InlineData("john.@example.com")]
    [InlineData("anna@[10.1.2.3]")]
    public void An_address_that_is_only_stored_may_be_any_that_NET_reads(string address) =>
        Assert.True(MailAddressText.Fits(address));
}
