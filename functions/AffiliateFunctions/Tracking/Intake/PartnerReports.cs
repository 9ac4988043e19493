using Affiliate.Domain.Programs;
using AffiliateFunctions.Events;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Tracking.Intake;

/// <summary>Tracks the stages that partners report, as events of the API are tracked.</summary>
internal sealed class PartnerReports(EventIntake intake, TimeProvider clock) : IPartnerReports
{
    public async Task<Problem?> ReportStageAsync(
        AffiliateProgram program,
        PartnerStage stage,
        CancellationToken cancellationToken
    )
    {
        var tracking = TrackEvent.Tracking(program);
        if (!tracking.Succeeded)
        {
            return tracking.Problem;
        }

        var body = new EventBody
        {
            EventId = stage.Id.Value,
            Deal = stage.Deal.Value,
            CustomerExternalId = stage.Customer?.Value,
            Stage = stage.Name,
            OccurredAt = stage.At,
        };
        var checkedEvent = TrackingEvent.Check(program.Slug, EventType.Stage, body, clock.GetUtcNow());
        return checkedEvent.Succeeded
            ? (await intake.TakeAsync([checkedEvent.Value with { IsFromPartner = true }], cancellationToken))[0].Problem
            : checkedEvent.Problem;
    }
}
