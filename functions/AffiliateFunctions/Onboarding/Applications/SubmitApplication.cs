using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>The sign-up: the hosted page, and the endpoint that accepts applications as a form or as JSON.</summary>
[Tags("Onboarding")]
public sealed class SubmitApplication(
    IPrograms programs,
    SubmitApplicationHandler handler,
    ApplyPages forms,
    OnboardingPages pages,
    SiteOrigins origins,
    IOptions<SiteOptions> site
)
{
    // The longest answers of a form in letters of other alphabets, which a browser writes with six characters each.
    private const int MaxForm = 1024 * 1024;

    /// <summary>Shows the application form of a program.</summary>
    [Function(nameof(ShowApply))]
    [EndpointSummary("Shows the sign-up page.")]
    [QueryParameter<string>(
        "invite",
        "An invitation's text, which is sent with the application; the code of a partner names who recruits."
    )]
    [ProducesPages(200, 404)]
    public async Task<IResult> ShowApply(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "apply/{slug}")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    )
    {
        var program = await programs.RequireAsync(slug, cancellationToken);
        return program is { Succeeded: true, Value.Stage: ProgramStage.Pilot or ProgramStage.Live }
            ? await forms.FormAsync(
                program.Value,
                new ApplicationBody(Invite: request.Query["invite"]),
                problem: null,
                cancellationToken
            )
            : await pages.NoProgramAsync();
    }

    /// <summary>Accepts an application, as a form or as JSON.</summary>
    [Function(nameof(SubmitApplication))]
    [OpenRouteLimit(RespondsBeyondLimit = true)]
    [EndpointSummary("Submits an application, as JSON or as a form.")]
    [EndpointDescription(
        "A browser that sends the form gets a page, or is led to next, which must be on one of the program's "
            + "allowed_origins. A repeated application of an address creates nothing and gets the same response. "
            + "answers has the answers to the program's questions by their ids; in a form, the fields answers.{id}. "
            + "Scripts on the program's allowed_origins can read every response, and its header Retry-After (CORS)."
    )]
    [Consumes(typeof(ApplicationBody), "application/json", FormFields.UrlEncoded, FormFields.Multipart)]
    [RequestExample(
        """
            {
              "name": "Pat Partner",
              "email": "pat@partner.example.org",
              "company": "Partner Agency",
              "website": "https://partner.example.org",
              "country": "US",
              "promotion_plan": "We write about it.",
              "terms_accepted": true,
              "terms_version": "1"
            }
            """
    )]
    [ResponseExample("""{ "application_id": "app_01m1h3v2s0v3rs3dtr98h6bcfn", "status": "unverified" }""")]
    [ProducesResponseType<Submitted>(
        StatusCodes.Status202Accepted,
        "application/json",
        Description = "The application was received; an e-mail asks the applicant to confirm the address."
    )]
    [ProducesResponseType(
        StatusCodes.Status303SeeOther,
        Description = "The application was received as a form; Location is next."
    )]
    [ProducesPages(202, 400, 409, 413)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public async Task<IResult> Submit(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/programs/{slug}/applications")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if (RefusedRequest.ProblemOf(request) is { } refusal)
        {
            origins.AllowRemembered(request, slug);
            return HttpResults.Problem(refusal);
        }

        var program = await origins.AllowAsync(request, slug, cancellationToken);
        if (!program.Succeeded)
        {
            return HttpResults.Problem(program.Problem);
        }

        var body = await ReadAsync(request, cancellationToken);
        var submitted = await body.ThenAsync(b =>
            handler.SubmitAsync(
                program.Value,
                b,
                orchestrations,
                cancellationToken,
                CallerAddress.Of(request, site.Value.CallerAddress)
            )
        );
        if (request.HasAnyForm() && submitted.Succeeded && body.Value!.Next is { } next)
        {
            return request.SeeOther(new Uri(next));
        }

        return request.HasAnyForm() && request.WantsPage()
            ? await PageAsync(program.Value, body, submitted, cancellationToken)
            : submitted.Match(id => HttpResults.Accepted(new Submitted(id, ApplicationStatus.Unverified)));
    }

    /// <summary>Answers the CORS preflight request of a form on one of the program's own sites.</summary>
    [Function(nameof(AllowApplication))]
    [OpenRouteLimit(RespondsBeyondLimit = true)]
    [EndpointSummary("Returns to a browser whether the program's site may send applications (CORS).")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public async Task<IResult> AllowApplication(
        [HttpTrigger(AuthorizationLevel.Anonymous, "options", Route = "api/programs/{slug}/applications")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    )
    {
        // A preflight request must succeed, or the script cannot read why the request after it does not.
        origins.AllowRemembered(request, slug);
        if (RefusedRequest.ProblemOf(request) is not null)
        {
            return Results.NoContent();
        }

        try
        {
            await origins.AllowAsync(request, slug, cancellationToken);
        }
        catch (Exception fault) when (StorageFaults.IsAway(fault))
        {
            // The remembered origins are allowed.
        }

        return Results.NoContent();
    }

    private static async Task<Result<ApplicationBody>> ReadAsync(
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        if (!request.HasAnyForm())
        {
            return request.HasJsonContentType()
                ? await request.ReadJsonAsync<ApplicationBody>(cancellationToken)
                : new Problem(
                    ProblemKind.UnsupportedMediaType,
                    $"Send the application as application/json, {FormFields.UrlEncoded} or {FormFields.Multipart}."
                );
        }

        var fields = await request.ReadAnyFormValuesAsync(MaxForm, cancellationToken);
        return fields.Succeeded ? ApplicationBody.FromForm(fields.Value) : fields.Problem;
    }

    private async Task<IResult> PageAsync(
        AffiliateProgram program,
        Result<ApplicationBody> body,
        Result<ApplicationId> submitted,
        CancellationToken cancellationToken
    ) =>
        submitted.Succeeded
            ? await pages.ThanksAsync(program, body.Value!.Email!)
            : await forms.FormAsync(program, body.Value ?? new ApplicationBody(), submitted.Problem, cancellationToken);

    private sealed record Submitted(ApplicationId ApplicationId, ApplicationStatus Status);
}
