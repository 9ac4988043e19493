using Affiliate.Domain.Addresses;

namespace Affiliate.Domain.Tests.Addresses;

/// <summary>
/// Names after the test data of the Public Suffix List
/// (https://github.com/publicsuffix/list/blob/main/tests/test_psl.txt).
/// </summary>
public sealed class RegistrableDomainTests
{
    [Theory]
    [InlineData("com", null)]
    [InlineData("example.com", "example.com")]
    [InlineData("a.b.example.com", "example.com")]
    [InlineData("co.uk", null)]
    [InlineData("b.example.co.uk", "example.co.uk")]
    [InlineData("kobe.jp", "kobe.jp")]
    [InlineData("c.kobe.jp", null)]
    [InlineData("a.b.c.kobe.jp", "b.c.kobe.jp")]
    [InlineData("www.city.kobe.jp", "city.kobe.jp")]
    [InlineData("ck", null)]
    [InlineData("test.ck", null)]
    [InlineData("a.b.test.ck", "b.test.ck")]
    [InlineData("www.www.ck", "www.ck")]
    [InlineData("www.xn--85x722f.xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn")]
    [InlineData("xn--55qx5d.cn", null)]
    [InlineData("www.customer.example", "customer.example")]
    public void What_is_registered_is_one_label_before_the_public_suffix(string host, string? expected) =>
        Assert.Equal(expected, RegistrableDomain.Of(host));
}
