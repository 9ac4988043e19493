using Affiliate.Domain.Addresses;

namespace Affiliate.Domain.Tests.Addresses;

public sealed class AsciiAddressTests
{
    [Theory]
    [InlineData("https://www.example.com", "https://www.example.com/")]
    [InlineData("https://www.example.com:443/a?b=c#d", "https://www.example.com/a?b=c#d")]
    [InlineData("http://WWW.Example.com:8080/A%20b", "http://www.example.com:8080/A%20b")]
    [InlineData("https://www.bücher.example/", "https://www.xn--bcher-kva.example/")]
    [InlineData("https://BÜCHER.example:8443/", "https://xn--bcher-kva.example:8443/")]
    [InlineData("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/")]
    [InlineData(
        "https://www.example.com/für?von=Müller&a=b c#über",
        "https://www.example.com/f%C3%BCr?von=M%C3%BCller&a=b%20c#%C3%BCber"
    )]
    [InlineData("https://www.example.com/%C3%BC?x=😀", "https://www.example.com/%C3%BC?x=%F0%9F%98%80")]
    [InlineData("https://[::1]:8443/ü", "https://[::1]:8443/%C3%BC")]
    [InlineData("https://192.0.2.1/", "https://192.0.2.1/")]
    public void An_address_is_written_in_ASCII_and_means_the_same(string address, string expected) =>
        Assert.Equal(expected, AsciiAddress.Of(new Uri(address)));

    [Theory]
    [InlineData("https://www.bücher.example", "https://www.xn--bcher-kva.example")]
    [InlineData("https://www.example.com:443/x", "https://www.example.com")]
    [InlineData("http://localhost:3000/", "http://localhost:3000")]
    public void An_origin_is_what_a_browser_sends(string address, string expected) =>
        Assert.Equal(expected, AsciiAddress.OriginOf(new Uri(address)));

    [Theory]
    [InlineData("/console/start?next=%2Fa", "/console/start?next=%2Fa")]
    [InlineData("/partner/ü b\r\nx", "/partner/%C3%BC%20b%0D%0Ax")]
    public void A_path_has_printable_ASCII_alone(string path, string expected) =>
        Assert.Equal(expected, AsciiAddress.EscapedOf(path));
}
