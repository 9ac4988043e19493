using System.Diagnostics.Metrics;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Telemetry;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.Approvals;

/// <summary>
/// Measures the open approvals of each program, and those that wait although their first person was reminded.
/// </summary>
internal sealed class OpenApprovalsMeasure(
    IPrograms programs,
    ApprovalStore approvals,
    IMeterFactory meters,
    TimeProvider clock
) : IBacklogMeasure
{
    private readonly Gauge<long> open = meters
        .CreateMeter()
        .CreateGauge<long>("affiliate.approvals.open", "{approval}", "Open approvals, by program.");

    private readonly Gauge<long> overdue = meters
        .CreateMeter()
        .CreateGauge<long>(
            "affiliate.approvals.overdue",
            "{approval}",
            "Open approvals whose reminder was due, by program."
        );

    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await foreach (var program in programs.ListAsync(cancellationToken))
        {
            var (all, late) = (0, 0);
            await foreach (var approval in approvals.ListAsync(program.Slug, isOpen: true, null, cancellationToken))
            {
                all++;
                late += approval.ReminderAt <= now ? 1 : 0;
            }

            var name = new KeyValuePair<string, object?>("affiliate.program", program.Slug.Value);
            open.Record(all, name);
            overdue.Record(late, name);
        }
    }
}
