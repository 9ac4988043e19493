using Affiliate.Domain.Programs;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.PartnerLeads.Requests;

/// <summary>
/// Stores leads that the company hands to partners, then starts their orchestrations. A repeated request continues where
/// an earlier one was interrupted.
/// </summary>
public sealed class LeadIntake(
    LeadStore leads,
    LeadSignals signals,
    IDealRegistrations deals,
    IPartners partners,
    IAuditLog audit,
    TimeProvider clock
)
{
    // Open leads are counted for the order of the partners, which reads a row for each of them.
    private const int MaxOpen = 5_000;

    /// <summary>Takes a lead, or says why it cannot be taken.</summary>
    public async Task<Result<PartnerLead>> TakeAsync(
        AffiliateProgram program,
        LeadBody body,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var valid = new LeadBody.Validator(deals).Check(body);
        if (!valid.Succeeded)
        {
            return valid.Problem;
        }

        var asked = body.ToLead(program.Slug, deals.ReadDomain(body.Customer!.Domain).Domain!, clock.GetUtcNow());
        var known = await leads.FindAsync(asked.Key, cancellationToken);
        if (known is null && await RefusalAsync(program, asked, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var lead = known ?? await leads.AddAsync(asked, cancellationToken);
        if (lead.BodyHash != asked.BodyHash)
        {
            return Problem.Conflict($"Another lead was sent under the id '{asked.Id}'.");
        }

        await RecordAsync(lead, cancellationToken);
        await signals.StartAsync(lead, orchestrations, cancellationToken);
        return lead;
    }

    private async Task<Problem?> RefusalAsync(
        AffiliateProgram program,
        PartnerLead asked,
        CancellationToken cancellationToken
    )
    {
        if (program.Charter is null || program.Stage is ProgramStage.Draft or ProgramStage.Closed)
        {
            return Problem.Conflict("The program hands out no leads: it has not started, or is closed.");
        }

        var known = await partners.FindAllAsync(program.Slug, asked.Partners, cancellationToken);
        var unknown = asked.Partners.Index().Where(named => !known.ContainsKey(named.Item)).ToList();
        return unknown.Count > 0
                ? Problem.Invalid(
                    unknown.Select(named => ($"/partners/{named.Index}", "Give the id of a partner of the program."))
                )
            : await leads.CountOpenAsync(program.Slug, cancellationToken) >= MaxOpen
                ? Problem.Conflict("5,000 leads are open; withdraw some of them, or wait until they have ended.")
            : null;
    }

    // The customer is not recorded: audit records cannot be erased.
    private Task RecordAsync(PartnerLead lead, CancellationToken cancellationToken) =>
        audit.RecordCallerAsync(
            lead.Program,
            "lead_received",
            lead.Id.Value,
            lead.ReceivedAt,
            AuditChange.OfNew(
                new
                {
                    lead.Groups,
                    Partners = lead.Partners.Select(partner => partner.Value),
                    lead.RespondWithinHours,
                    lead.ExpiresDays,
                }
            ),
            cancellationToken
        );
}
