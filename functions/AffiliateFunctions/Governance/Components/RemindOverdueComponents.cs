using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Governance.Components;

/// <summary>
/// Reminds the owners of components whose review is overdue. Each due date is reminded once, because the key of the
/// e-mail contains the date.
/// </summary>
public sealed class RemindOverdueComponents(
    ProgramStore programs,
    GovernanceMails mails,
    IAuditLog audit,
    TimeProvider clock,
    ILogger<RemindOverdueComponents> logger
)
{
    /// <inheritdoc cref="RemindOverdueComponents"/>
    [Function(nameof(RemindOverdueComponents))]
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
            .Where(component => component.IsOverdue(now))
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
        if (component.RemindedOf == component.DueAt)
        {
            return;
        }

        await mails.RemindOfReviewAsync(program, component, cancellationToken);
        await audit.RecordAsync(
            new AuditEntry(
                program.Slug,
                $"component:{component.Name}:overdue:{component.DueAt:O}",
                "rule:review_interval",
                "component_review_overdue",
                component.Name.ToString(),
                $"{component.Owner.Email} was reminded.",
                now
            ),
            cancellationToken
        );
        await programs.ChangeComponentAsync(
            program.Slug,
            component.Name,
            c => c is null ? null : c with { RemindedOf = component.DueAt },
            cancellationToken
        );
    }
}
