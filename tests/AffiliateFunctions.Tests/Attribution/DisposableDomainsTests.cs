using AffiliateFunctions.Infrastructure.Lists;

namespace AffiliateFunctions.Tests.Attribution;

public sealed class DisposableDomainsTests
{
    [Theory]
    [InlineData("mailinator.com")]
    [InlineData("MailInator.com.")]
    [InlineData("yopmail.com")]
    public void A_domain_of_throw_away_addresses_is_known(string domain) =>
        Assert.True(DisposableDomains.Contains(domain));

    [Theory]
    [InlineData("33mail.com")]
    [InlineData("anybody.33mail.com")]
    [InlineData("a.b.33MAIL.com")]
    public void Every_subdomain_of_a_wildcard_is_known(string domain) =>
        Assert.True(DisposableDomains.Contains(domain));

    [Theory]
    [InlineData("gmail.com")]
    [InlineData("northwind.example")]
    [InlineData("not33mail.com")]
    [InlineData("33mail.com.example")]
    [InlineData("com")]
    [InlineData("")]
    [InlineData("...")]
    public void An_ordinary_domain_is_not(string domain) => Assert.False(DisposableDomains.Contains(domain));
}
