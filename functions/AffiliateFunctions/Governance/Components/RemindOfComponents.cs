using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Governance.Components;

/// <summary>
/// Reminds the owners of components of their reviews: a week before, on the day, and the program's owner too a week after.
/// Each e-mail is sent once for a due date, because its key contains the date.
/// </summary>
public sealed class RemindOfComponents(
    ProgramStore programs,
    GovernanceMails mails,
    ComponentLinks links,
    IAuditLog audit,
    TimeProvider clock,
    ILogger<RemindOfComponents> logger
)
{
    /// <inheritdoc cref="RemindOfComponents"/>
    [Function(nameof(RemindOfComponents))]
    public Task RunAsync([TimerTrigger("0 0 7 * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        programs
            .ListAsync(cancellationToken)
            .Where(program => program.Stage is not (ProgramStage.Draft or ProgramStage.Closed))
            .ForEachIsolatedAsync(
                program => $"the components of {program.Slug}",
                program => RemindAsync(program, clock.GetUtcNow(), cancellationToken),
                logger,
                cancellationToken
            );

    private async Task RemindAsync(AffiliateProgram program, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var components = await programs.ComponentsAsync(program.Slug, cancellationToken);
        await components
            .Where(component => component.ReminderOn(now) > component.Sent)
            .ForEachIsolatedAsync(
                component => $"the component {component.Name} of {program.Slug}",
                component => RemindAsync(program, component, now, cancellationToken),
                logger,
                cancellationToken
            );
    }

    private async Task RemindAsync(
        AffiliateProgram program,
        OperatingComponent component,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var reminder = component.ReminderOn(now);
        var persons =
            reminder == ComponentReminder.Escalated && program.Charter is { } charter
                ? new[] { charter.Owner, component.ReviewerOf(charter) }
                : [component.ReviewerOf(program.Charter)];
        foreach (var person in persons.OfType<Person>().DistinctBy(person => person.Email))
        {
            var link = links.AddressFor(program.Slug, component, person.Email);
            await mails.RemindOfReviewAsync(program, component, reminder, person, link, cancellationToken);
        }

        if (reminder >= ComponentReminder.Due)
        {
            await RecordAsync(program, component, reminder, now, cancellationToken);
        }

        await programs.ChangeComponentAsync(
            program.Slug,
            component.Name,
            c => c is null ? null : c with { RemindedOf = component.DueAt, Reminder = reminder },
            cancellationToken
        );
    }

    private Task RecordAsync(
        AffiliateProgram program,
        OperatingComponent component,
        ComponentReminder reminder,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        audit.RecordAsync(
            new AuditEntry(
                program.Slug,
                $"component:{component.Name}:{reminder}:{component.DueAt:O}",
                "rule:review_interval",
                reminder == ComponentReminder.Due ? "component_review_due" : "component_review_overdue",
                component.Name.ToString(),
                $"{component.ReviewerOf(program.Charter)?.Email ?? component.Owner.Name} was asked to review it.",
                now
            ),
            cancellationToken
        );
}
