using Affiliate.Domain.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Governance.Programs;

/// <summary>Tells the owner of each component whose review is overdue; once for each due date, because the mail is named by it.</summary>
public sealed class RemindOverdueComponents(ProgramStore programs, GovernanceMails mails, IAuditLog audit, TimeProvider clock)
{
    /// <inheritdoc cref="RemindOverdueComponents"/>
    [Function(nameof(RemindOverdueComponents))]
    public async Task RunAsync([TimerTrigger("0 0 7 * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await foreach (var program in programs.ListAsync(cancellationToken))
        {
            if (program.Stage is ProgramStage.Draft or ProgramStage.Closed)
            {
                continue;
            }

            foreach (var component in (await programs.ComponentsAsync(program.Slug, cancellationToken)).Where(c => c.IsOverdue(now)))
            {
                await RemindAsync(program, component, now, cancellationToken);
            }
        }
    }

    private async Task RemindAsync(AffiliateProgram program, OperatingComponent component, DateTimeOffset now, CancellationToken cancellationToken)
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
                now),
            cancellationToken);
        await programs.ChangeComponentAsync(
            program.Slug, component.Name, c => c is null ? null : c with { RemindedOf = component.DueAt }, cancellationToken);
    }
}
