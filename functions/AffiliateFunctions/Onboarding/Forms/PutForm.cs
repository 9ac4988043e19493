using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Forms;

/// <summary>Stores the questions of a program's sign-up form as a new version.</summary>
[Tags("Onboarding")]
public sealed class PutForm(IPrograms programs, FormStore forms, IAuditLog audit)
{
    private const string Key = "key";

    /// <inheritdoc cref="PutForm"/>
    [Function(nameof(PutForm))]
    [EndpointSummary("Stores the questions of the sign-up form.")]
    [EndpointDescription(
        "The questions stand in the hosted form below the fields of every program. Each change is a new version; an "
            + "application keeps the version that it answered. Rules use the answers as application.answers.{id}."
    )]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample(
        """
            {
              "questions": [
                {
                  "id": "channel",
                  "type": "choice",
                  "label": "Where do you recommend us?",
                  "required": true,
                  "choices": ["Blog", "Podcast"]
                },
                {
                  "id": "listeners",
                  "type": "number",
                  "label": "How many listeners do you have?",
                  "required": true,
                  "min": 1,
                  "shown_when": { "question": "channel", "equals": "Podcast" }
                }
              ]
            }
            """
    )]
    [ProducesResponseType<FormAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/programs/{slug}/form")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            program =>
                request
                    .ReadDocumentAsync(RequestBody.OrdinaryLimit, cancellationToken)
                    .Then(FormReader.Read)
                    .Match(async questions =>
                        HttpResults.Ok(FormAnswer.Of(await PutAsync(program, questions, cancellationToken)))
                    ),
            cancellationToken
        );

    private async Task<SignUpForm> PutAsync(
        AffiliateProgram program,
        IReadOnlyList<FormQuestion> questions,
        CancellationToken cancellationToken
    )
    {
        var (before, after) = await forms.PutAsync(program.Slug, questions, cancellationToken);

        // A repeated request records the version again, because an interrupted one may have left the record out.
        var earlier =
            before.Version < after.Version
                ? before
                : await forms.FindAsync(program.Slug, after.Version - 1, cancellationToken) ?? SignUpForm.None;
        await audit.RecordAsync(
            new AuditEntry(
                program.Slug,
                $"form:{after.Version}:stored",
                Key,
                "form_stored",
                $"form:{after.Version}",
                FormChanges.Between(earlier, after),
                after.StoredAt!.Value
            ),
            cancellationToken
        );
        return after;
    }

    /// <summary>The questions of the form, at most 40.</summary>
    /// <param name="Questions">The questions in their order. A condition names an earlier question.</param>
    public sealed record Body(IReadOnlyList<FormQuestion> Questions);
}
