using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Governance.Components;

/// <summary>Defines an operating component. Its last review is kept.</summary>
[Tags("Programs")]
public sealed class PutComponent(
    ProgramStore programs,
    IAuditLog audit,
    IValidator<PutComponent.Body> validator,
    TimeProvider clock
)
{
    /// <inheritdoc cref="PutComponent"/>
    [Function(nameof(PutComponent))]
    [EndpointSummary("Defines one of the five operating components; its recorded reviews stay.")]
    [EndpointDescription(
        "The reviews of a component whose owner has no e-mail address are asked of the program's owner."
    )]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample(
        """
            {
              "definition": "Who may become a partner, and who decides.",
              "inputs": ["applications"],
              "owner": { "name": "Olive Owner", "email": "owner@example.com" },
              "review_every_days": 90
            }
            """
    )]
    [ProducesResponseType<ComponentAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/programs/{slug}/components/{component}")]
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

                var now = clock.GetUtcNow();
                OperatingComponent? earlier = null;
                var stored = await programs.ChangeComponentAsync(
                    program.Slug,
                    name.Value,
                    before => body.Value.Apply(name.Value, earlier = before, now),
                    cancellationToken
                );
                await RecordAsync(program.Slug, earlier, stored!, cancellationToken);
                return HttpResults.Ok(ComponentAnswer.Of(name.Value, stored, now));
            },
            cancellationToken
        );

    // A repeated request finds the component changed. It writes the record that an interrupted one may have left out.
    private async Task RecordAsync(
        ProgramSlug program,
        OperatingComponent? before,
        OperatingComponent after,
        CancellationToken cancellationToken
    )
    {
        var at = after.ChangedAt ?? after.DefinedAt;
        if (clock.GetUtcNow() - at <= CallerRecords.InterruptedFor)
        {
            await audit.RecordCallerAsync(
                program,
                "component_defined",
                after.Name.ToString(),
                at,
                AuditChange.Between(before is null ? null : Body.Of(before), Body.Of(after)),
                cancellationToken
            );
        }
    }

    /// <summary>The definition of a component.</summary>
    public sealed record Body(
        [property: DataType(DataType.MultilineText)] string Definition,
        IReadOnlyList<string> Inputs,
        [property: JsonConverter(typeof(ResponsiblePersonConverter))] ResponsiblePerson Owner,
        int ReviewEveryDays
    )
    {
        /// <summary>The component of the body, with its last review kept.</summary>
        public OperatingComponent Apply(ComponentName name, OperatingComponent? before, DateTimeOffset now) =>
            before is null ? new OperatingComponent(name, Definition, Inputs, Owner, ReviewEveryDays, now, null)
            : AuditChange.Between(Of(before), this) is null ? before
            : before with
            {
                Definition = Definition,
                Inputs = Inputs,
                Owner = Owner,
                ReviewEveryDays = ReviewEveryDays,
                ChangedAt = now,
            };

        /// <summary>The definition of a stored component.</summary>
        internal static Body Of(OperatingComponent component) =>
            new(component.Definition, component.Inputs, component.Owner, component.ReviewEveryDays);
    }

    internal sealed class Validator : AbstractValidator<Body>
    {
        public Validator(IValidator<ResponsiblePerson> person)
        {
            RuleFor(b => b.Definition)
                .NotEmpty()
                .WithMessage("Describe what the component is in this program.")
                .MaximumLength(4000)
                .WithMessage("The definition may have at most 4,000 characters.");
            RuleFor(b => b.Inputs).NotEmpty().WithMessage("Name at least one input.");
            RuleForEach(b => b.Inputs).NotEmpty().WithMessage("An input needs a name.");
            RuleFor(b => b.Owner).SetValidator(person);
            RuleFor(b => b.ReviewEveryDays)
                .InclusiveBetween(1, 366)
                .WithMessage("Give a number of days from 1 to 366.");
        }
    }
}
