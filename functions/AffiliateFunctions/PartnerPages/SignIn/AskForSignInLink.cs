using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Ids;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.PartnerPages.Sessions;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.PartnerPages.SignIn;

/// <summary>
/// Accepts a request for a link to sign in. Nothing is looked up here, so that the response says nothing about the
/// address.
/// </summary>
[Tags("Partner pages")]
public sealed class AskForSignInLink(
    SignInPages pages,
    SignInLimits limits,
    FormTokens forms,
    QueueServiceClient queues,
    IdSource ids,
    IOptions<SiteOptions> site,
    TimeProvider clock
)
{
    private const string NoAddress = "Enter your e-mail address, such as pat@example.com.";

    private const string NoCookie =
        "This form is out of date, or your browser accepts no cookies. Please send it again.";

    private QueueClient Requests => field ??= queues.GetQueueClient(SignInRequest.Queue);

    /// <inheritdoc cref="AskForSignInLink"/>
    [Function(nameof(AskForSignInLink))]
    [EndpointSummary("Sends a link to sign in, if the address is a partner's; the response never tells.")]
    [EndpointDescription(
        "The link works once, for 15 minutes, and in the browser that asked for it. An address receives at most three "
            + "links in an hour."
    )]
    [Consumes(typeof(SignInFields), "application/x-www-form-urlencoded")]
    [RequestExample("email=pat%40partner.example.org&form_token=5f2b")]
    [ProducesPages(200, 400, 429)]
    [ProducesProblems(413, 415)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "partner/sign-in")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var fields = await request.ReadFormFieldsAsync(cancellationToken);
        if (!fields.Succeeded)
        {
            return HttpResults.Problem(fields.Problem);
        }

        var email = fields.Value.GetValueOrDefault("email")?.Trim();
        var browser = PartnerCookies.BrowserOf(request);
        if (browser is null || !forms.IsOf(browser, fields.Value))
        {
            return await pages.FormAsync(request, email, NoCookie, cancellationToken);
        }

        if (!MailAddressText.Fits(email))
        {
            return await pages.FormAsync(request, email, NoAddress, cancellationToken);
        }

        if (!limits.TryCount(CallerAddress.Of(request, site.Value.CallerAddress)))
        {
            return await pages.LimitedAsync();
        }

        await Requests.SendMessageAsync(
            new SignInRequest(ids.Next("sgn_"), email!, Secrets.HashOf(browser), clock.GetUtcNow()).ToMessage(),
            cancellationToken: cancellationToken
        );
        return await pages.AskedAsync(email!, cancellationToken);
    }
}

/// <summary>The fields of the form that asks for a link.</summary>
/// <param name="Email">The partner's e-mail address.</param>
/// <param name="FormToken">The token of the form.</param>
public sealed record SignInFields(string? Email = null, string? FormToken = null);
