using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Programs;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.PartnerLeads.Links;

/// <summary>
/// Shows partners their leads and carries out their forms. A form is carried out by the link that the partner has got by
/// e-mail, so both have the same rules.
/// </summary>
internal sealed class HandedLeads(
    LeadStore leads,
    LeadLinks links,
    LeadAnswerService answers,
    LeadUpdateService updates,
    TimeProvider clock
) : IPartnerLeads
{
    public async Task<IReadOnlyList<HandedLead>> ListAsync(
        ProgramSlug program,
        PartnerId partner,
        int max,
        CancellationToken cancellationToken
    )
    {
        var own = await leads.OfPartnerAsync(program, partner, cancellationToken).ToListAsync(cancellationToken);
        return [.. own.Select(lead => SummaryOf(lead, partner)).OrderByDescending(lead => lead.Since).Take(max)];
    }

    public async Task<HandedLeadView?> FindAsync(
        AffiliateProgram program,
        Partner partner,
        string lead,
        CancellationToken cancellationToken
    ) =>
        await OwnAsync(partner, lead, cancellationToken) is { } own
            ? ViewOf(program, partner, own, LeadFormOutcome.Shown, new(), new(), mistake: null)
            : null;

    public async Task<HandedLeadView?> SubmitAsync(
        AffiliateProgram program,
        Partner partner,
        string lead,
        IReadOnlyDictionary<string, string> fields,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if (await OwnAsync(partner, lead, cancellationToken) is not { } own)
        {
            return null;
        }

        var answer = new AnswerLead.LeadAnswerForm(
            fields.GetValueOrDefault("decision"),
            fields.GetValueOrDefault("reason")
        );
        var update = new UpdateLead.LeadUpdateForm(
            fields.GetValueOrDefault("stage"),
            fields.GetValueOrDefault("note"),
            fields.GetValueOrDefault("number")
        );
        var isUpdate = fields.ContainsKey("stage") || fields.ContainsKey("number");
        LeadLinkResult result =
            isUpdate && own.Deal is { } deal && deal.Partner == partner.Id
                ? await updates.UpdateAsync(links.TokenToLead(own, partner), update, orchestrations, cancellationToken)
            : !isUpdate && own.OpenOffer is { } offer && offer.Partner == partner.Id
                ? await answers.AnswerAsync(
                    links.TokenToOffer(own, offer, partner),
                    answer,
                    orchestrations,
                    cancellationToken
                )
            : new LeadLinkResult.Over(own, partner);
        return result switch
        {
            LeadLinkResult.Open { Mistake: { } mistake } open => ViewOf(
                program,
                partner,
                open.Lead,
                LeadFormOutcome.Mistake,
                answer,
                update,
                mistake
            ),
            LeadLinkResult.Done done => Unentered(done.Lead, LeadFormOutcome.Stored),
            LeadLinkResult.Over over => Unentered(over.Lead, LeadFormOutcome.TooLate),
            LeadLinkResult.Unchanged unchanged => Unentered(unchanged.Lead, LeadFormOutcome.TooLate),
            LeadLinkResult.Inactive inactive => Unentered(inactive.Lead, LeadFormOutcome.NotActive),
            _ => Unentered(own, LeadFormOutcome.TooLate),
        };

        HandedLeadView Unentered(PartnerLead stored, LeadFormOutcome outcome) =>
            ViewOf(program, partner, stored, outcome, new(), new(), mistake: null);
    }

    private async Task<PartnerLead?> OwnAsync(Partner partner, string id, CancellationToken cancellationToken) =>
        LeadId.TryParse(id, out var parsed)
        && await leads.FindAsync(new LeadKey(partner.Program, parsed), cancellationToken) is { } lead
        && lead.Offers.Any(offer => offer.Partner == partner.Id)
            ? lead
            : null;

    private HandedLeadView ViewOf(
        AffiliateProgram program,
        Partner partner,
        PartnerLead lead,
        LeadFormOutcome outcome,
        AnswerLead.LeadAnswerForm answer,
        UpdateLead.LeadUpdateForm update,
        LeadMistake? mistake
    )
    {
        var (brand, isActive) = (program.Brand(), partner.Status == PartnerStatus.Active);
        var title = $"The lead {lead.Customer.Company}";
        var text = HandedLeadTexts.Of(lead, partner, outcome, clock.GetUtcNow());
        if (lead.Deal is { } deal && deal.Partner == partner.Id)
        {
            return new HandedLeadView(title, FactsOf(lead, program, deal), outcome)
            {
                Text = text,
                History = LeadForms.HistoryOf(lead),
                Form =
                    isActive && LeadLinkReader.IsUpdatable(lead, clock.GetUtcNow())
                        ? LeadForms.OfLead(lead, brand, string.Empty, update, mistake)
                        : null,
            };
        }

        return HandedLeadTexts.IsOpenFor(lead, partner, clock.GetUtcNow())
            ? new HandedLeadView(title, LeadTexts.Outline(lead, program.Currency), outcome)
            {
                Text = text,
                Form = isActive ? LeadForms.OfOffer(brand, string.Empty, answer, mistake) : null,
            }
            : new HandedLeadView(title, HandedLeadTexts.AnswerOf(lead, partner), outcome) { Text = text };
    }

    private Fact[] FactsOf(PartnerLead lead, AffiliateProgram program, LeadDeal deal) =>
        [
            .. lead.EndedAt is { } end && end + LeadLinks.ReadableAfterEnd < clock.GetUtcNow()
                ? LeadTexts.Outline(lead, program.Currency)
                : LeadTexts.Whole(lead, program.Currency),
            new Fact("Registered until", DisplayFormat.Time(deal.ExpiresAt)),
            new Fact("Status", HandedLeadTexts.NameOf(lead.Status)),
        ];

    private static HandedLead SummaryOf(PartnerLead lead, PartnerId partner)
    {
        var offer = lead.Offers.Last(asked => asked.Partner == partner);
        return lead.Deal is { } deal && deal.Partner == partner
            ? new HandedLead(
                lead.Id,
                lead.Customer.Company,
                lead is { Status: LeadStatus.Accepted, Reports: [.., var last] }
                    ? LeadTexts.NameOf(last.Kind)
                    : HandedLeadTexts.NameOf(lead.Status),
                lead.Status == LeadStatus.Accepted
                    ? $"registered for you until {DisplayFormat.Time(deal.ExpiresAt)}"
                    : null,
                offer.OfferedAt
            )
            : new HandedLead(
                lead.Id,
                lead.Customer.Company,
                lead.Status == LeadStatus.Offered && offer.Answer is null
                    ? "Waits for your answer"
                    : "You have answered",
                lead.Status == LeadStatus.Offered && offer.Answer is null
                    ? $"until {DisplayFormat.Time(offer.DueAt)}"
                    : "the program decides",
                offer.OfferedAt
            );
    }
}
