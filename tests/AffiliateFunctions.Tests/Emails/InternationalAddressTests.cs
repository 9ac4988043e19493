using System.Net;
using System.Text.Json;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Tests.Emails;

/// <summary>What is sent to SendGrid, which takes addresses in ASCII alone.</summary>
public sealed class InternationalAddressTests
{
    [Theory]
    [InlineData("ann@example.com", "ann@example.com")]
    [InlineData("Ann+x@müller.example", "Ann+x@xn--mller-kva.example")]
    [InlineData("ann@MÜLLER.example", "ann@xn--mller-kva.example")]
    public async Task The_domain_of_a_recipient_is_written_in_ASCII(string to, string expected)
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var sent = new Recorder();
        using var http = new HttpClient(sent);
        var mailer = new SendGridMailer(
            http,
            Options.Create(new SendGridOptions { ApiKey = "none" }),
            Options.Create(new EmailOptions { From = "partners@bücher.example", FromName = "Partners" }),
            ActivatorUtilities.CreateInstance<EmailMetrics>(services)
        );

        await mailer.SendAsync(
            new MailMessage("key", EmailKind.ConfirmAddress, to, "Subject", "Text", "<p/>"),
            default
        );

        var mail = JsonElement.Parse(sent.Body!);
        Assert.Equal("partners@xn--bcher-kva.example", mail.GetProperty("from").GetProperty("email").GetString());
        var recipient = mail.GetProperty("personalizations")[0].GetProperty("to")[0];
        Assert.Equal(expected, recipient.GetProperty("email").GetString());
    }

    [Theory]
    [InlineData("ann@example.com", true)]
    [InlineData("ann@müller.example", true)]
    [InlineData("änn@example.com", false)]
    [InlineData("ann@example", false)]
    [InlineData(null, false)]
    public void An_address_can_receive_if_its_name_is_ASCII(string? address, bool expected) =>
        Assert.Equal(expected, MailAddressText.IsMailable(address));

    private sealed class Recorder : HttpMessageHandler
    {
        public string? Body { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            Body = await request.Content!.ReadAsStringAsync(cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.Accepted);
        }
    }
}
