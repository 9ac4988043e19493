using System.Diagnostics.Metrics;
using System.Net;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Infrastructure.Email;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Tests.Infrastructure;

/// <summary>What the answers of SendGrid mean for an e-mail.</summary>
public sealed class SendGridMailerTests
{
    private const string Answer = """
        {"errors": [
          {"message": "Does not contain a valid address.", "field": "personalizations.0.to.0.email", "help": null},
          {"message": "Bad john.@example.com", "field": null, "help": null}
        ]}
        """;

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(HttpStatusCode.UnprocessableEntity)]
    public async Task An_email_that_is_refused_itself_is_not_sent_again(HttpStatusCode status)
    {
        var refused = await Assert.ThrowsAsync<EmailRefusedException>(() => SendAsync(status, Answer));

        Assert.Equal($"SendGrid answered {(int)status} personalizations.0.to.0.email.", refused.Reason);
        Assert.Contains("Does not contain a valid address.", refused.Message, StringComparison.Ordinal);
        Assert.False(Retries.IsTransient(TaskFailureDetails.FromException(refused)));
        Assert.False(Retries.IsTransient(TaskFailureDetails.FromException(new AggregateException(refused))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html/>")]
    [InlineData("[]")]
    [InlineData("""{"errors": "no"}""")]
    [InlineData("""{"errors": [1, {"field": 2}]}""")]
    public async Task An_answer_without_fields_is_a_reason_too(string body)
    {
        var refused = await Assert.ThrowsAsync<EmailRefusedException>(() => SendAsync(HttpStatusCode.BadRequest, body));
        Assert.Equal("SendGrid answered 400.", refused.Reason);
    }

    // A wrong sender is a setting of the app, and would be wrong in every e-mail.
    [Fact]
    public async Task An_email_whose_sender_is_refused_is_tried_again() =>
        await Assert.ThrowsAsync<HttpRequestException>(() =>
            SendAsync(
                HttpStatusCode.BadRequest,
                """{"errors": [{"field": "from.email", "message": "The from email does not contain a valid address."}]}"""
            )
        );

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.RequestTimeout)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task What_concerns_all_emails_is_tried_again(HttpStatusCode status)
    {
        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(status, Answer));
        Assert.True(Retries.IsTransient(TaskFailureDetails.FromException(fault)));
    }

    private static async Task SendAsync(HttpStatusCode status, string body)
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var http = new HttpClient(new Answering(status, body));
        var mailer = new SendGridMailer(
            http,
            Options.Create(new SendGridOptions { ApiKey = "none" }),
            Options.Create(new EmailOptions { From = "partners@example.com", FromName = "Partners" }),
            new EmailMetrics(services.GetRequiredService<IMeterFactory>())
        );
        await mailer.SendAsync(
            new MailMessage("key", EmailKind.ConfirmAddress, "john.@example.com", "Subject", "Text", "<p/>"),
            default
        );
    }

    private sealed class Answering(HttpStatusCode status, string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        ) => Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body) });
    }
}
