using Affiliate.Domain.Addresses;

namespace Affiliate.Domain.Tests.Addresses;

public sealed class CompanyDomainTests
{
    [Theory]
    [InlineData("acme.example", "acme.example")]
    [InlineData("mail.ACME.example.", "acme.example")]
    [InlineData("a.b.acme.co.uk", "acme.co.uk")]
    [InlineData("shop.bücher.example", "xn--bcher-kva.example")]
    [InlineData("xn--bcher-kva.example", "xn--bcher-kva.example")]
    [InlineData("co.uk", null)]
    [InlineData("example", null)]
    [InlineData("gmail.com", null)]
    [InlineData("smtp.GMAIL.com", null)]
    [InlineData("127.0.0.1", null)]
    [InlineData("a..b.example", null)]
    [InlineData("a b.example", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void The_domain_of_a_company_is_what_it_registered(string? host, string? expected) =>
        Assert.Equal(expected, CompanyDomain.Of(host));

    [Theory]
    [InlineData("mail.acme.example", "acme.example", true)]
    [InlineData("mail.acme.example", "www.acme.example", true)]
    [InlineData("bücher.example", "shop.xn--bcher-kva.EXAMPLE", true)]
    [InlineData("acme.example", "notacme.example", false)]
    [InlineData("acme.co.uk", "other.co.uk", false)]
    [InlineData("gmail.com", "gmail.com", false)]
    [InlineData("localhost", "localhost", false)]
    [InlineData("acme.example", null, false)]
    public void Two_hosts_are_of_one_company_where_it_registered_both(string host, string? other, bool areSame)
    {
        Assert.Equal(areSame, CompanyDomain.AreSame(host, other));
        Assert.Equal(areSame, CompanyDomain.AreSame(other, host));
    }

    [Theory]
    [InlineData("joe@example.com", "joe+tag@example.com")]
    [InlineData("joe@gmail.com", "j.oe@gmail.com")]
    [InlineData("joe@gmail.com", "joe@googlemail.com")]
    [InlineData("partner@acme.example", "ann@mail.acme.example")]
    [InlineData("partner@mail.acme.example", "ann@acme.example")]
    [InlineData("partner@bücher.example", "ann@xn--bcher-kva.example")]
    public void A_buyer_belongs_to_a_partner_by_mailbox_or_company(string partner, string buyer) =>
        Assert.True(EmailDomains.AreTogether(buyer, EmailDomains.Of(buyer), partner));

    [Theory]
    [InlineData("joe@gmail.com", "ann@gmail.com")]
    [InlineData("joe@acme.co.uk", "ann@other.co.uk")]
    [InlineData("joe@acme.example", "ann@acme.example.net")]
    public void Others_do_not(string partner, string buyer) =>
        Assert.False(EmailDomains.AreTogether(buyer, EmailDomains.Of(buyer), partner));
}
