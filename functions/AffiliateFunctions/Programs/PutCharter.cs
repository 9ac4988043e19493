using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Review;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Programs;

/// <summary>Writes the charter of a program. An incomplete charter is rejected.</summary>
[Tags("Programs")]
public sealed class PutCharter(
    ProgramStore programs,
    IAuditLog audit,
    IValidator<Charter> validator,
    TimeProvider clock
)
{
    /// <summary>The charter of the examples.</summary>
    internal const string Example = """
        {
          "business_question": "Which partners bring customers that stay?",
          "owner": { "name": "Olive Owner", "email": "owner@example.com" },
          "backup_owner": { "name": "Ben Backup", "email": "backup@example.com" },
          "finance": { "name": "Fay Finance", "email": "finance@example.com" },
          "input_sources": [
            { "kind": "billing", "name": "Stripe", "owner": { "name": "Fay Finance", "email": "finance@example.com" } }
          ],
          "workflow": [{ "step": "partner_approval", "owner": { "name": "Partner desk" }, "sla_hours": 48 }],
          "quality_signals": [{ "metric": "refund_rate", "target": 0.05, "direction": "at_most", "min_sample": 20 }],
          "review_cadence": "monthly"
        }
        """;

    /// <inheritdoc cref="PutCharter"/>
    [Function(nameof(PutCharter))]
    [EndpointSummary("Stores the charter of a program; the charter must be complete.")]
    [EndpointDescription(
        "Another `review_cadence` applies from the next month. With `quarterly` the last month of each quarter of the "
            + "calendar ends with a review, which covers the months since the review before. The owner of a source or "
            + "a step can be without an e-mail address; a string is taken as the name."
    )]
    [Consumes(typeof(Charter), "application/json")]
    [RequestExample(Example)]
    [ResponseExample(Example)]
    [ProducesResponseType<Charter>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/programs/{slug}/charter")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var charter = await request.ReadJsonAsync<Charter>(cancellationToken).Then(c => validator.Check(c));
                if (!charter.Succeeded)
                {
                    return HttpResults.Problem(charter.Problem);
                }

                var known = program.Slug;
                var (writtenAt, before) = await programs.PutCharterAsync(
                    known,
                    charter.Value,
                    clock.GetUtcNow(),
                    cancellationToken
                );
                await audit.RecordAsync(
                    new AuditEntry(
                        known,
                        $"charter:{writtenAt:O}",
                        "key",
                        "charter_written",
                        known.Value,
                        null,
                        writtenAt
                    )
                    {
                        Change = AuditChange.Between(before, charter.Value),
                    },
                    cancellationToken
                );
                return HttpResults.Ok(charter.Value);
            },
            cancellationToken
        );
}

/// <summary>Checks that a charter is complete.</summary>
internal sealed class CharterValidator : AbstractValidator<Charter>
{
    public CharterValidator(IValidator<Person> person, IValidator<ResponsiblePerson> responsible)
    {
        RuleFor(c => c.BusinessQuestion)
            .NotEmpty()
            .WithMessage("Write the question that the program answers.")
            .MaximumLength(2000)
            .WithMessage("The question may have at most 2,000 characters.");
        RuleFor(c => c.Owner).SetValidator(person);
        RuleFor(c => c.BackupOwner).SetValidator(person);
        RuleFor(c => c.Finance).SetValidator(person);
        RuleFor(c => c.BackupOwner.Email)
            .Must((charter, email) => !Mailbox.AreSame(email, charter.Owner.Email))
            .WithMessage("The backup must be another person than the owner.");
        RuleFor(c => c.InputSources).NotEmpty().WithMessage("Name at least one source of the program's data.");
        RuleForEach(c => c.InputSources)
            .Must(s => s.Kind.Length > 0 && s.Name.Length > 0)
            .WithMessage("A source needs its kind, name and owner.")
            .ChildRules(source => source.RuleFor(s => s.Owner).SetValidator(responsible));
        RuleFor(c => c.Workflow).NotEmpty().WithMessage("Name at least one step of the workflow.");
        RuleForEach(c => c.Workflow)
            .Must(s => s.Step.Length > 0 && s.SlaHours > 0)
            .WithMessage("A step needs its name, its owner and the hours it may take, 1 or more.")
            .ChildRules(step => step.RuleFor(s => s.Owner).SetValidator(responsible));
        RuleFor(c => c.QualitySignals).NotEmpty().WithMessage("Name at least one measure with its target.");
        RuleForEach(c => c.QualitySignals)
            .Must(s => s.Metric.Length > 0 && s.Direction is "at_least" or "at_most" && s.MinSample >= 0)
            .WithMessage(
                "A signal needs its metric, a direction (at_least or at_most) and a smallest sample of 0 or more."
            );
        RuleForEach(c => c.QualitySignals)
            .Must(signal => SignalCatalog.Find(signal.Metric) is not null)
            .WithMessage(
                (_, signal) =>
                    $"There is no measure '{signal.Metric}'; the measures are {string.Join(", ", SignalCatalog.Names)}."
            );
        RuleFor(c => c.ReviewCadence)
            .Must(r => r is "monthly" or "quarterly")
            .WithMessage("The cadence is monthly or quarterly.");
        RuleFor(c => c.GroupNoticeDays)
            .InclusiveBetween(0, 90)
            .WithMessage("Give the days of notice before a partner changes its group, from 0 to 90, or leave it out.");
    }
}

/// <summary>Checks a person's name and e-mail address.</summary>
internal sealed class PersonValidator : AbstractValidator<Person>
{
    public PersonValidator()
    {
        RuleFor(p => p.Name)
            .NotEmpty()
            .WithMessage("Give the person's name.")
            .MaximumLength(100)
            .WithMessage("The name may have at most 100 characters.");
        RuleFor(p => p.Email)
            .Must(MailAddressText.Fits)
            .WithMessage("Give an e-mail address, such as owner@example.com.")
            .Must(email => !MailAddressText.Fits(email) || MailAddressText.IsMailable(email))
            .WithMessage(MailAddressText.NotMailable);
    }
}

/// <summary>Checks the name, and the e-mail address if there is one, of whoever is responsible for something.</summary>
internal sealed class ResponsiblePersonValidator : AbstractValidator<ResponsiblePerson>
{
    public ResponsiblePersonValidator()
    {
        RuleFor(p => p.Name)
            .NotEmpty()
            .WithMessage("Give the name of the person or the team.")
            .MaximumLength(100)
            .WithMessage("The name may have at most 100 characters.");
        RuleFor(p => p.Email)
            .Must(address => address is null || MailAddressText.IsMailable(address))
            .WithMessage("Give an e-mail address, such as owner@example.com, or leave it out.");
    }
}
