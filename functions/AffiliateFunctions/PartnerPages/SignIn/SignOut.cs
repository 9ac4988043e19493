using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.PartnerPages.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PartnerPages.SignIn;

/// <summary>Ends sessions of a partner.</summary>
[Tags("Partner pages")]
public sealed class SignOut(PartnerRequests requests, AccessStore store, SignInPages pages)
{
    /// <summary>Ends the session of this browser.</summary>
    [Function(nameof(SignOut))]
    [EndpointSummary("Signs a partner out in this browser.")]
    [Consumes(typeof(FormTokenField), "application/x-www-form-urlencoded")]
    [RequestExample("form_token=5f2b")]
    [ProducesPages(200, 400)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    [ProducesProblems(413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "partner/sign-out")] HttpRequest request,
        CancellationToken cancellationToken
    ) => EndAsync(request, isEverywhere: false, cancellationToken);

    /// <summary>Ends the sessions of all browsers.</summary>
    [Function(nameof(SignOutEverywhere))]
    [EndpointSummary("Signs a partner out in all browsers.")]
    [Consumes(typeof(FormTokenField), "application/x-www-form-urlencoded")]
    [RequestExample("form_token=5f2b")]
    [ProducesPages(200, 400)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    [ProducesProblems(413, 415)]
    public Task<IResult> SignOutEverywhere(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "partner/sign-out/everywhere")] HttpRequest request,
        CancellationToken cancellationToken
    ) => EndAsync(request, isEverywhere: true, cancellationToken);

    private Task<IResult> EndAsync(HttpRequest request, bool isEverywhere, CancellationToken cancellationToken) =>
        requests.ForFormAsync(
            request,
            async session =>
            {
                await store.ChangeAsync(
                    session.Mailbox,
                    access =>
                        isEverywhere ? access?.WithoutSessions() : access?.WithoutSession(session.Session.SecretHash),
                    cancellationToken
                );
                PartnerCookies.EndSession(request);
                return await pages.SignedOutAsync(isEverywhere);
            },
            cancellationToken
        );
}
