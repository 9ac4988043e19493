using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.PartnerPages.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PartnerPages.SignIn;

/// <summary>The page of a link to sign in. GET shows a button, and POST signs in.</summary>
[Tags("Partner pages")]
public sealed class OpenSignInLink(SignInService service, SignInPages pages, FormTokens forms)
{
    /// <summary>Shows the button that signs in. GET changes nothing.</summary>
    [Function(nameof(ShowSignInLink))]
    [EndpointSummary("Shows the button that signs a partner in; changes nothing.")]
    [ProducesPages(200, 400, 403, 409, 410)]
    public async Task<IResult> ShowSignInLink(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "partner/sign-in/{token}")]
            HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        CancellationToken cancellationToken
    )
    {
        var browser = PartnerCookies.BrowserOf(request);
        var result = await service.FindAsync(token, browser, cancellationToken);
        return await pages.LinkAsync(result, token, browser, cancellationToken);
    }

    /// <summary>Signs the partner in.</summary>
    [Function(nameof(OpenSignInLink))]
    [EndpointSummary("Signs a partner in by a link, which works once and in the browser that asked for it.")]
    [EndpointDescription("The session ends after 30 days, when the partner signs out, or when its address changes.")]
    [Consumes(typeof(FormTokenField), "application/x-www-form-urlencoded")]
    [RequestExample("form_token=5f2b")]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "The partner is signed in.")]
    [ProducesPages(400, 403, 409, 410)]
    [ProducesProblems(413, 415)]
    public async Task<IResult> Open(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "partner/sign-in/{token}")] HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        CancellationToken cancellationToken
    )
    {
        var fields = await request.ReadFormFieldsAsync(cancellationToken);
        if (!fields.Succeeded)
        {
            return HttpResults.Problem(fields.Problem);
        }

        var browser = PartnerCookies.BrowserOf(request);
        var proven = browser is not null && forms.IsOf(browser, fields.Value) ? browser : null;
        var (result, session) = await service.SignInAsync(token, proven, cancellationToken);
        if (session is null)
        {
            return await pages.LinkAsync(result, token, proven, cancellationToken);
        }

        PartnerCookies.SetSession(request, session.Mailbox, session.Secret);
        return PartnerRequests.SeeOther(request, SignInPages.Path);
    }
}

/// <summary>The fields of a form with a button only.</summary>
/// <param name="FormToken">The token of the form.</param>
public sealed record FormTokenField(string? FormToken = null);
