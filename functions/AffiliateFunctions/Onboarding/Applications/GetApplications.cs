using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Onboarding.Screening;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>Returns applications with their timelines.</summary>
[Tags("Onboarding")]
public sealed class GetApplications(IPrograms programs, ApplicationStore applications, ApplicationAddresses addresses)
{
    /// <summary>Lists the applications of a program, page by page.</summary>
    [Function(nameof(ListApplications))]
    [EndpointSummary("Lists the applications.")]
    [SortedBy("id, which begins with the time of the submission: the oldest comes first", "id")]
    [Paged]
    [QueryParameter<ApplicationStatus>("status", "Only applications of this status.")]
    [ProducesResponseType<Page<ApplicationAnswer>>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404)]
    public Task<IResult> ListApplications(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/applications")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var values = new QueryValues(request.Query);
                var status = values.Choice<ApplicationStatus>("status");
                var paging = PageRequest.Read(request, values);
                if (!paging.Succeeded)
                {
                    return HttpResults.Problem(paging.Problem);
                }

                var rows = applications
                    .ListAsync(program.Slug, paging.Value.After, cancellationToken)
                    .Where(application => status is null || application.Status == status);
                return HttpResults.Ok(await paging.Value.TakeAsync(rows, ApplicationStore.KeyOf, ApplicationAnswer.Of));
            },
            cancellationToken
        );

    /// <summary>Returns one application with its timeline.</summary>
    [Function(nameof(GetApplication))]
    [EndpointSummary("Returns an application with its timeline.")]
    [ProducesResponseType<ApplicationAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(404)]
    public Task<IResult> GetApplication(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/applications/{id}")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<ApplicationId>] string id,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
                ApplicationId.TryParse(id, out var parsed)
                && await addresses.FindAsync(program.Slug, parsed, cancellationToken) is { } application
                    ? HttpResults.Ok(ApplicationAnswer.Of(application))
                    : HttpResults.Problem(Problem.NotFound($"There is no application '{id}' in this program.")),
            cancellationToken
        );
}

/// <summary>An application with its timeline.</summary>
[ResponseExample(
    """
        {
          "id": "app_01m1h3v2s0v3rs3dtr98h6bcfn",
          "status": "pending_approval",
          "name": "Pat Partner",
          "email": "pat@partner.example.org",
          "company": "Partner Agency",
          "website": "https://partner.example.org",
          "country": "US",
          "promotion_plan": "We write about it.",
          "answers": {},
          "terms": { "version": "1", "accepted_at": "2026-09-02T14:00:00+00:00" },
          "submitted_at": "2026-09-02T14:00:00+00:00",
          "findings": [
            { "code": "free_email", "severity": "info", "words": "The e-mail address is at gmail.com, where anyone can get a mailbox." }
          ],
          "questions": [],
          "timeline": [
            { "at": "2026-09-02T14:00:00+00:00", "step": "submitted", "actor": "pat@partner.example.org" },
            { "at": "2026-09-02T14:00:02+00:00", "step": "confirmation_asked", "actor": "system" },
            { "at": "2026-09-02T14:20:00+00:00", "step": "email_confirmed", "actor": "pat@partner.example.org" },
            { "at": "2026-09-02T14:20:01+00:00", "step": "approval_asked", "actor": "system" }
          ]
        }
        """
)]
internal sealed record ApplicationAnswer(
    ApplicationId Id,
    ApplicationStatus Status,
    string Name,
    string Email,
    string Company,
    string Website,
    string Country,
    string PromotionPlan,
    string? Audience,
    IReadOnlyDictionary<string, string> Answers,
    string? Invite,
    PartnerTerms Terms,
    DateTimeOffset SubmittedAt,
    DateTimeOffset? DecidedAt,
    string? DecidedBy,
    PartnerId? PartnerId,
    IReadOnlyList<Finding> Findings,
    DateTimeOffset? FindingsUntil,
    IReadOnlyList<ApplicantQuestion> Questions,
    IReadOnlyList<TimelineEntry> Timeline
)
{
    public static ApplicationAnswer Of(PartnerApplication application)
    {
        var applicant = application.Applicant;
        return new ApplicationAnswer(
            application.Id,
            application.Status,
            applicant.Name,
            applicant.Email,
            applicant.Company,
            applicant.Website,
            applicant.Country,
            applicant.PromotionPlan,
            applicant.Audience,
            applicant.Answers,
            applicant.Invite,
            application.Terms,
            application.SubmittedAt,
            application.DecidedAt,
            application.DecidedBy,
            application.ActiveAt is null ? null : application.PartnerId,
            application.Findings,
            application.AwaitsFindings ? application.FindingsUntil : null,
            application.Questions,
            application.Timeline
        );
    }
}
