using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.Programs;
using AffiliateFunctions.Tracking;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PartnerLeads.Activities;

/// <summary>
/// Carries out the updates of the partner that has the lead: a stage becomes a tracking event, an extension changes the
/// deal. Without an update, the partner is reminded, or the registration expires.
/// </summary>
public sealed class FollowLead(
    LeadStore leads,
    IPrograms programs,
    IPartners partners,
    LeadDeals deals,
    IPartnerReports reports,
    LeadMails mails,
    IAuditLog audit,
    IWebhooks webhooks,
    TimeProvider clock
)
{
    /// <inheritdoc cref="FollowLead"/>
    [Function(nameof(FollowLead))]
    public async Task<LeadStep> RunAsync([ActivityTrigger] LeadKey key, CancellationToken cancellationToken)
    {
        var lead = await leads.RequireAsync(key, cancellationToken);
        if (
            lead.Status != LeadStatus.Accepted
            || await programs.FindAsync(key.Program, cancellationToken) is not { } program
        )
        {
            return LeadSteps.Of(lead);
        }

        var (done, now) = (lead.Reports.Count, clock.GetUtcNow());
        foreach (var report in lead.Reports.Skip(lead.ReportsDone))
        {
            await CarryOutAsync(program, lead, report, cancellationToken);
        }

        var isReminded = done == lead.ReportsDone && await RemindAsync(program, lead, now, cancellationToken);
        (lead, _) = await leads.ChangeAsync(
            key,
            stored => stored.Status == LeadStatus.Accepted ? Followed(stored, done, isReminded, now) : null,
            cancellationToken
        );
        return LeadSteps.Of(lead);
    }

    private static PartnerLead Followed(PartnerLead lead, int done, bool isReminded, DateTimeOffset now)
    {
        var last = done > 0 ? lead.Reports[done - 1].Kind : (LeadReportKind?)null;
        var followed = lead with { ReportsDone = done };
        return last switch
        {
            LeadReportKind.Won => followed with { Status = LeadStatus.Won },
            LeadReportKind.Lost => followed with { Status = LeadStatus.Lost },
            _ when followed.Reports.Count == done && lead.Deal!.ExpiresAt <= now => followed.Moved(
                LeadStatus.Expired,
                new LeadEntry(now, LeadTimeline.Expired, "rule:registration")
            ),
            _ when isReminded => (followed with { Reminders = lead.Reminders + 1 }).Noting(
                new LeadEntry(now, LeadTimeline.UpdateReminded, "system", lead.Deal!.Partner.Value)
            ),
            _ => followed,
        };
    }

    private async Task CarryOutAsync(
        AffiliateProgram program,
        PartnerLead lead,
        LeadReport report,
        CancellationToken cancellationToken
    )
    {
        string? refusal = null;
        if (LeadTexts.StageOf(report.Kind) is { } stage)
        {
            var tracked = new PartnerStage(
                LeadTexts.EventIdOf(lead, report),
                lead.Deal!.Id,
                lead.Customer.ExternalId,
                stage,
                report.At
            );
            refusal = (await reports.ReportStageAsync(program, tracked, cancellationToken))?.Detail;
        }
        else
        {
            await deals.ExtendAsync(lead, cancellationToken);
        }

        await RecordAsync(lead, report, refusal, cancellationToken);
        await webhooks.TellAsync(program.Slug, [LeadWebhookEvents.Of(lead, report)], cancellationToken);
    }

    private Task RecordAsync(
        PartnerLead lead,
        LeadReport report,
        string? refusal,
        CancellationToken cancellationToken
    ) =>
        audit.RecordAsync(
            new AuditEntry(
                lead.Program,
                $"lead:{lead.Id}:report:{report.Number}",
                lead.Deal!.Partner.Value,
                report.Kind == LeadReportKind.Extension ? "lead_deal_extended" : "lead_stage_reported",
                lead.Id.Value,
                refusal is null ? StoredJson.NameOf(report.Kind) : $"Not tracked: {refusal}",
                report.At
            ),
            cancellationToken
        );

    private async Task<bool> RemindAsync(
        AffiliateProgram program,
        PartnerLead lead,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (now < LeadSteps.ReminderDueAt(lead) || lead.Deal!.ExpiresAt <= now)
        {
            return false;
        }

        if (
            await partners.FindAsync(program.Slug, lead.Deal.Partner, cancellationToken) is
            { Status: PartnerStatus.Active } partner
        )
        {
            await mails.RemindToUpdateAsync(program, lead, partner, cancellationToken);
        }

        return true;
    }
}
