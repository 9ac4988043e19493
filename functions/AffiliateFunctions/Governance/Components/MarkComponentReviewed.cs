using System.ComponentModel.DataAnnotations;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Programs;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Governance.Components;

/// <summary>Records that a component was reviewed.</summary>
[Tags("Programs")]
public sealed class MarkComponentReviewed(
    ProgramStore programs,
    IAuditLog audit,
    IValidator<MarkComponentReviewed.Body> validator,
    TimeProvider clock
)
{
    /// <inheritdoc cref="MarkComponentReviewed"/>
    [Function(nameof(MarkComponentReviewed))]
    [EndpointSummary("Records that a component was reviewed.")]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample("""{ "reviewer": "Olive Owner", "note": "Still as described." }""")]
    [ProducesResponseType<ComponentAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(
            AuthorizationLevel.Function,
            "post",
            Route = "api/programs/{slug}/components/{component}/reviewed"
        )]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<ComponentName>("The component.")] string component,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var name = ComponentRoute.Read(component);
                var body = await name.ThenAsync(_ => request.ReadJsonAsync<Body>(cancellationToken))
                    .Then(sent => validator.Check(sent));
                if (!body.Succeeded)
                {
                    return HttpResults.Problem(body.Problem);
                }

                var reviewed = await MarkAsync(program.Slug, name.Value, body.Value, cancellationToken);
                return reviewed is null
                    ? HttpResults.Problem(
                        Problem.Conflict("The component is not defined yet; define it before it is reviewed.")
                    )
                    : HttpResults.Ok(ComponentAnswer.Of(name.Value, reviewed, clock.GetUtcNow()));
            },
            cancellationToken
        );

    private async Task<OperatingComponent?> MarkAsync(
        ProgramSlug program,
        ComponentName name,
        Body body,
        CancellationToken cancellationToken
    )
    {
        OperatingComponent? earlier = null;
        var review = new ComponentReview(clock.GetUtcNow(), body.Reviewer, body.Note);
        var reviewed = await programs.ChangeComponentAsync(
            program,
            name,
            c => (earlier = c) is null ? null : c! with { LastReview = review },
            cancellationToken
        );

        // An earlier request may have been interrupted between its two writes. Its missing record is written here.
        foreach (var done in new[] { earlier?.LastReview, reviewed?.LastReview }.OfType<ComponentReview>())
        {
            await audit.RecordAsync(
                new AuditEntry(
                    program,
                    $"component:{name}:reviewed:{done.At:O}",
                    Callers.Unnamed,
                    "component_reviewed",
                    name.ToString(),
                    done.Note,
                    done.At
                )
                {
                    OnBehalfOf = done.Reviewer,
                },
                cancellationToken
            );
        }

        return reviewed;
    }

    /// <summary>The review of a component.</summary>
    public sealed record Body(string Reviewer, [property: DataType(DataType.MultilineText)] string? Note = null);

    internal sealed class Validator : AbstractValidator<Body>
    {
        public Validator()
        {
            RuleFor(b => b.Reviewer)
                .NotEmpty()
                .WithMessage("Name the person who reviewed it.")
                .MaximumLength(254)
                .WithMessage("The reviewer may have at most 254 characters.");
            RuleFor(b => b.Note).MaximumLength(4000).WithMessage("The note may have at most 4,000 characters.");
        }
    }
}
