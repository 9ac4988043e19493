using System.ComponentModel.DataAnnotations;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Onboarding.Applications;
using AffiliateFunctions.Programs;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Screening;

/// <summary>Accepts what the company's own screening system has found about an applicant, such as sanctions.</summary>
[Tags("Onboarding")]
public sealed class AddFindings(IPrograms programs, FindingReports reports, IValidator<AddFindings.Body> validator)
{
    /// <inheritdoc cref="AddFindings"/>
    [Function(nameof(AddFindings))]
    [EndpointSummary("Adds findings of the company's own screening system to an application.")]
    [EndpointDescription(
        "The response to the webhook event application.screen, also without findings; or a finding of its own accord. A "
            + "person who was asked already is asked anew with the findings. Findings of the same source and code replace "
            + "earlier ones. A decided application takes no findings: suspend the partner instead."
    )]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample(
        """
            {
              "source": "sanctions lists",
              "findings": [
                { "code": "sanctions_match", "severity": "serious", "words": "The name resembles an entry of the EU list." }
              ]
            }
            """
    )]
    [ResponseExample("""{ "id": "app_a491bb1194208f9cba7f40bc46", "status": "screening" }""")]
    [ProducesResponseType<ApplicationAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/applications/{id}/findings")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<ApplicationId>] string id,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            program =>
                request
                    .ReadJsonAsync<Body>(cancellationToken)
                    .Then(sent => validator.Check(sent))
                    .Then(body => reports.AddAsync(program.Slug, id, body, orchestrations, cancellationToken))
                    .Match(application => HttpResults.Ok(ApplicationAnswer.Of(application))),
            cancellationToken
        );

    /// <summary>What a screening system has found.</summary>
    /// <param name="Source">The name of the screening system, as people read it.</param>
    /// <param name="Findings">The findings; empty if there are none.</param>
    /// <param name="Complete">Whether these are all findings, so that nobody waits for more.</param>
    public sealed record Body(string Source, IReadOnlyList<ReportedFinding> Findings, bool Complete = true);

    /// <summary>A finding of a screening system.</summary>
    /// <param name="Code">The kind of fact, for rules.</param>
    /// <param name="Severity">How much the fact speaks against the applicant.</param>
    /// <param name="Words">The fact in one sentence.</param>
    public sealed record ReportedFinding(
        string Code,
        FindingSeverity Severity,
        [property: DataType(DataType.MultilineText)] string Words
    );

    internal sealed class Validator : AbstractValidator<Body>
    {
        private const int MaxFindings = 20;

        public Validator()
        {
            RuleFor(body => body.Source)
                .Must(source => source is { Length: > 0 and <= 100 } && LineText.Fits(source))
                .WithMessage("Give the name of the screening system in 1 to 100 characters on one line.");
            RuleFor(body => body.Findings)
                .Must(findings => findings.Count <= MaxFindings)
                .WithMessage($"Give at most {MaxFindings} findings.");
            RuleForEach(body => body.Findings)
                .Must(finding => finding is null || IsCode(finding.Code))
                .WithMessage("A code has 1 to 50 lower-case letters, digits and underscores, and begins with a letter.")
                .Must(finding => finding?.Words is { Length: > 0 and <= 500 } words && LineText.Fits(words))
                .WithMessage("Give the words of the finding in 1 to 500 characters on one line.");
        }

        private static bool IsCode(string code) =>
            code.Length is > 0 and <= 50
            && char.IsAsciiLetterLower(code[0])
            && code.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_');
    }
}
