using System.Net;
using System.Net.Sockets;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;
using AffiliateFunctions.OutgoingWebhooks.Sending;

namespace AffiliateFunctions.Tests.OutgoingWebhooks;

public sealed class PublicAddressesTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("168.63.129.16")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.192")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.7")]
    [InlineData("203.0.113.7")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void A_private_reserved_or_own_address_is_not_public(string address) =>
        Assert.False(PublicAddresses.Contain(IPAddress.Parse(address)));

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.1")]
    [InlineData("168.63.129.17")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.1")]
    [InlineData("192.0.1.1")]
    [InlineData("198.20.0.1")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450:4001:829::200e")]
    public void Any_other_is(string address) => Assert.True(PublicAddresses.Contain(IPAddress.Parse(address)));

    [Theory]
    [InlineData("https://hooks.example.com/in", null)]
    [InlineData("https://hooks.example.com:8443/in?key=1", null)]
    [InlineData("https://8.8.8.8/in", null)]
    [InlineData("http://laptop.local:8080/in", null)]
    [InlineData("http://127.0.0.1:9000/in", null)]
    [InlineData("http://hooks.example.com/in", "https")]
    [InlineData("http://127.0.0.1:9001/in", "https")]
    [InlineData("https://127.0.0.1/in", "public")]
    [InlineData("https://2130706433/in", "public")]
    [InlineData("https://0x7f.1/in", "public")]
    [InlineData("https://0177.0.0.1/in", "public")]
    [InlineData("https://[::1]/in", "public")]
    [InlineData("https://[::ffff:10.0.0.1]/in", "public")]
    [InlineData("https://169.254.169.254/metadata", "public")]
    [InlineData("https://127.0.0.1./in", "public")]
    [InlineData("https://localhost/in", "public name")]
    [InlineData("https://LOCALHOST./in", "public name")]
    [InlineData("https://api.localhost/in", "public name")]
    [InlineData("https://printer.local/in", "public name")]
    [InlineData("https://metadata.google.internal./in", "public name")]
    [InlineData("https://erp/in", "public name")]
    [InlineData("https://local.example.com/in", null)]
    [InlineData("https://\u2460\u2461\u2466.0.0.1/", "ASCII")]
    [InlineData("https://\uff11\uff12\uff17.0.0.1/", "ASCII")]
    [InlineData("https://\uff4cocalhost/", "ASCII")]
    [InlineData("https://b\u00fccher.example/", "ASCII")]
    [InlineData("https://xn--bcher-kva.example/", null)]
    [InlineData("https://1.2.3.4.5/in", "four numbers")]
    [InlineData("https://erp.0x7f/in", "four numbers")]
    [InlineData("https://me:secret@hooks.example.com/in", "password")]
    [InlineData("https://hooks.example.com/in#part", "#")]
    [InlineData("ftp://hooks.example.com/in", "https")]
    [InlineData("hooks.example.com", "https")]
    [InlineData("", "https")]
    [InlineData(null, "https")]
    public void An_endpoints_address_is_https_and_public_unless_its_host_is_allowed(string? url, string? mistake)
    {
        var options = new WebhooksOptions { AllowedHosts = "laptop.local, 127.0.0.1:9000" };
        var found = EndpointUrl.Mistake(url, options);
        Assert.Equal(mistake is null, found is null);
        Assert.Contains(mistake ?? string.Empty, found ?? string.Empty, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("localhost", true)]
    [InlineData("localhost:8080,127.0.0.1", true)]
    [InlineData("http://localhost", false)]
    [InlineData("local host", false)]
    public void The_setting_names_hosts(string setting, bool valid) =>
        Assert.Equal(
            valid,
            !new WebhooksOptions { AllowedHosts = setting }
                .Validate(new(new object()))
                .Any()
        );

    [Fact]
    public async Task A_name_of_a_private_address_is_refused_when_it_is_resolved()
    {
        using var listener = new TcpListener(IPAddress.Loopback, port: 0);
        listener.Start();
        var address = new Uri($"http://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/in");
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = new GuardedConnector(new WebhooksOptions()).ConnectAsync,
        };
        using var client = new HttpClient(handler);
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(address));
        Assert.IsType<ClosedAddressException>(refused.InnerException);
        Assert.False(listener.Pending());
    }
}
