using Affiliate.Domain.Addresses;

namespace Affiliate.Domain.Tests.Addresses;

/// <summary>Domains of other scripts, in both forms.</summary>
public sealed class DomainFormsTests
{
    [Theory]
    [InlineData("pat@example.com", "pat@example.com")]
    [InlineData("https://www.example.com/a@b", "https://www.example.com/a@b")]
    [InlineData("pat@m\u00FCller.example", "pat@m\u00FCller.example (domain also written xn--mller-kva.example)")]
    [InlineData("pat@xn--mller-kva.example", "pat@xn--mller-kva.example (domain also written m\u00FCller.example)")]
    [InlineData(
        "https://www.m\u00FCller.example/x",
        "https://www.m\u00FCller.example/x (domain also written www.xn--mller-kva.example)"
    )]
    [InlineData(
        "https://xn--mller-kva.example/",
        "https://xn--mller-kva.example/ (domain also written m\u00FCller.example)"
    )]
    [InlineData("\u0430pple.example", "\u0430pple.example (domain also written xn--pple-43d.example)")]
    [InlineData("https://192.0.2.1/", "https://192.0.2.1/")]
    [InlineData("pat@xn--.example", "pat@xn--.example")]
    [InlineData("", "")]
    public void A_domain_of_another_script_is_shown_in_both_forms(string address, string words) =>
        Assert.Equal(words, DomainForms.InWords(address));
}
