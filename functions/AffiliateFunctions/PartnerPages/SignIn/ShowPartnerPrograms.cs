using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.PartnerPages.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PartnerPages.SignIn;

/// <summary>The entrance to the partners' pages. GET changes nothing.</summary>
[Tags("Partner pages")]
public sealed class ShowPartnerPrograms(PartnerSessions sessions, SignInPages pages)
{
    /// <inheritdoc cref="ShowPartnerPrograms"/>
    [Function(nameof(ShowPartnerPrograms))]
    [EndpointSummary("Shows the form that asks for a link to sign in; to a signed-in partner, its programs.")]
    [EndpointDescription(
        "The browser gets a cookie, to which the link is bound. A partner of one program is led to the page of the "
            + "program."
    )]
    [ProducesPages(200)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "The partner is in one program.")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "partner")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var accounts = await sessions.FindAsync(request, cancellationToken) is { } session
            ? await sessions.PartnersAsync(session, cancellationToken)
            : [];
        return accounts switch
        {
            [] => await pages.FormAsync(request, email: null, error: null, cancellationToken),
            [var only] => PartnerRequests.SeeOther(request, PartnerPaths.Overview(only.Program.Slug)),
            _ => await pages.ProgramsAsync(accounts),
        };
    }
}
