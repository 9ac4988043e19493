using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Approvals.Delegations;

/// <summary>
/// The page on which a person who is asked names a deputy. GET shows the page and changes nothing; POST names.
/// </summary>
[Tags("Approvals")]
public sealed class NameDeputy(
    IPrograms programs,
    DelegationLinks links,
    DelegationService service,
    ApprovalSignIns signIns,
    DelegationPages pages
)
{
    /// <summary>Shows the form. GET changes nothing.</summary>
    [Function(nameof(ShowDeputyForm))]
    [EndpointSummary("Shows the form by which a person who is asked for decisions names a deputy; changes nothing.")]
    [ProducesPages(200, 400, 403, 410)]
    public async Task<IResult> ShowDeputyForm(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "delegate/{token}")] HttpRequest request,
        [RouteValue<string>("The token of the link on the page of a request.")] string token,
        CancellationToken cancellationToken
    )
    {
        var (program, person, refused) = await ReadAsync(token, cancellationToken);
        return program is null ? await pages.RefuseAsync(refused)
            : !signIns.MayNameDeputy(person!, signIns.PersonOf(request))
                ? await pages.SignInAsync(program, person!, token)
            : await pages.FormAsync(program, person!, token, new DeputyForm(), problem: null);
    }

    /// <summary>Names the deputy of the form.</summary>
    [Function(nameof(NameDeputy))]
    [EndpointSummary("Names the deputy, who is asked for the person's decisions until the date.")]
    [Consumes(typeof(DeputyForm), "application/x-www-form-urlencoded")]
    [RequestExample("deputy_name=Dora&deputy_email=dora%40example.com&until=2026-12-20")]
    [ProducesPages(200, 400, 403, 410)]
    [ProducesProblems(413, 415)]
    public async Task<IResult> Name(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "delegate/{token}")] HttpRequest request,
        [RouteValue<string>("The token of the link on the page of a request.")] string token,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var fields = await request.ReadFormFieldsAsync(cancellationToken);
        if (!fields.Succeeded)
        {
            return HttpResults.Problem(fields.Problem);
        }

        var (program, person, refused) = await ReadAsync(token, cancellationToken);
        if (program is null)
        {
            return await pages.RefuseAsync(refused);
        }

        if (!signIns.MayNameDeputy(person!, signIns.PersonOf(request)))
        {
            return await pages.SignInAsync(program, person!, token);
        }

        var form = DeputyForm.Of(fields.Value);
        var named = await form.ToBody(person!, program)
            .ThenAsync(body => service.PutAsync(program, body, person!, orchestrations, cancellationToken));
        return named.Succeeded
            ? await pages.NamedAsync(program, named.Value)
            : await pages.FormAsync(program, person!, token, form, named.Problem);
    }

    private async Task<(AffiliateProgram? Program, string? Person, LinkRefusal? Refused)> ReadAsync(
        string text,
        CancellationToken cancellationToken
    )
    {
        var (token, refusal) = links.Read(text);
        return token is null
            ? (null, null, refusal)
            : (
                await programs.FindAsync(ProgramSlug.Parse(token.Program), cancellationToken),
                token.Actor,
                LinkRefusal.Invalid
            );
    }
}
