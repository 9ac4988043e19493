using Affiliate.Domain.Addresses;

namespace Affiliate.Domain.Tests.Addresses;

public sealed class LookAlikeDomainTests
{
    [Theory]
    [InlineData("gmial.com", "gmail.com")]
    [InlineData("gmail.co", "gmail.com")]
    [InlineData("gmal.com", "gmail.com")]
    [InlineData("gmaill.com", "gmail.com")]
    [InlineData("hotrnail.com", "hotmail.com")]
    [InlineData("0utlook.com", "outlook.com")]
    [InlineData("yaho\u043E.com", "yahoo.com")]
    [InlineData("xn--yaho-sde.com", "yahoo.com")]
    [InlineData("mail.gmial.com", "gmail.com")]
    [InlineData("icl\u00F3ud.com", "icloud.com")]
    public void A_neighbour_of_a_provider_imitates_it(string host, string provider) =>
        Assert.Equal(provider, LookAlikeDomain.ProviderImitatedBy(host));

    [Theory]
    [InlineData("gmail.com")]
    [InlineData("mail.com")]
    [InlineData("key.com")]
    [InlineData("example.com")]
    [InlineData("partner.example.org")]
    [InlineData("gmx.net")]
    [InlineData("")]
    [InlineData(null)]
    public void An_honest_domain_imitates_no_provider(string? host) =>
        Assert.Null(LookAlikeDomain.ProviderImitatedBy(host));

    [Theory]
    [InlineData("exarnple.com", "www.example.com", true)]
    [InlineData("examples.com", "example.com", true)]
    [InlineData("exmaple.com", "example.com", true)]
    [InlineData("\u0435xample.com", "example.com", true)]
    [InlineData("shop.example.com", "www.example.com", false)]
    [InlineData("elpmaxe.com", "example.com", false)]
    [InlineData("acne.com", "acme.com", false)]
    [InlineData("acrne.com", "acme.com", true)]
    [InlineData("partner.example.org", "localhost", false)]
    [InlineData("localhost", "localhost", false)]
    public void The_programs_own_domain_can_be_imitated(string host, string original, bool imitates) =>
        Assert.Equal(imitates, LookAlikeDomain.Imitates(host, original));

    [Theory]
    [InlineData("\u0440\u0430\u0443\u0440\u0430l.com", true)]
    [InlineData("b\u00FCcher.example", false)]
    [InlineData("\u043F\u043E\u0447\u0442\u0430.\u0440\u0444", true)]
    [InlineData("\u4F8B\u5B50.example", false)]
    [InlineData("example.com", false)]
    public void Letters_that_look_latin_are_noticed(string host, bool imitates) =>
        Assert.Equal(imitates, ConfusableText.ImitatesLatin(host));
}
