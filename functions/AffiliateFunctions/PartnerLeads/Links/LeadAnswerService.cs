using AffiliateFunctions.Infrastructure.Http;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.PartnerLeads.Links;

/// <summary>Lets partners accept and decline leads.</summary>
public sealed class LeadAnswerService(LeadStore leads, LeadLinkReader reader, LeadSignals signals, TimeProvider clock)
{
    /// <summary>The maximum number of characters of the reason.</summary>
    public const int MaxReason = 1000;

    /// <summary>Returns the current state of the link and changes nothing.</summary>
    public Task<LeadLinkResult> OpenAsync(string text, CancellationToken cancellationToken) =>
        reader.ReadOfferAsync(text, cancellationToken);

    /// <summary>
    /// Stores the answer, then signals the orchestration. The first answer counts; an answer after the deadline, or to
    /// an offer that has ended, changes nothing.
    /// </summary>
    public async Task<LeadLinkResult> AnswerAsync(
        string text,
        AnswerLead.LeadAnswerForm form,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var result = await OpenAsync(text, cancellationToken);
        if (result is not LeadLinkResult.Open open)
        {
            await SignalAgainAsync(result, orchestrations, cancellationToken);
            return result;
        }

        if (Mistake(form) is { } mistake)
        {
            return open with { Mistake = mistake };
        }

        var (number, answer) = (open.Lead.OpenOffer!.Number, AnswerOf(form.Decision)!.Value);
        var (lead, isChanged) = await leads.ChangeAsync(
            open.Lead.Key,
            stored => Answered(stored, number, answer, form.Reason),
            cancellationToken
        );
        await signals.RaiseAsync(lead, orchestrations, cancellationToken);
        return isChanged ? new LeadLinkResult.Done(lead, open.Partner) : new LeadLinkResult.Over(lead, open.Partner);
    }

    // The first request may have been interrupted after it stored the answer.
    private async Task SignalAgainAsync(
        LeadLinkResult result,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if (result is LeadLinkResult.Over over)
        {
            await signals.RaiseAsync(over.Lead, orchestrations, cancellationToken);
        }
    }

    private PartnerLead? Answered(PartnerLead lead, int number, LeadAnswer answer, string? reason)
    {
        var now = clock.GetUtcNow();
        return
            lead.Status == LeadStatus.Offered
            && lead.OpenOffer is { } offer
            && offer.Number == number
            && offer.IsOpenAt(now)
            ? lead.WithLastOffer(
                    offer with
                    {
                        Answer = answer,
                        AnsweredAt = now,
                        Reason = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim(),
                    }
                )
                .Noting(
                    new LeadEntry(
                        now,
                        answer == LeadAnswer.Accepted ? LeadTimeline.Accepted : LeadTimeline.Declined,
                        offer.Partner.Value
                    )
                )
            : null;
    }

    private static LeadMistake? Mistake(AnswerLead.LeadAnswerForm form) =>
        AnswerOf(form.Decision) is null ? new LeadMistake("decision", "Choose whether you take the lead.")
        : form.Reason?.Length > MaxReason ? new LeadMistake("reason", "The reason may have at most 1,000 characters.")
        : form.Reason is { } reason && !LineText.LinesFit(reason) ? new LeadMistake("reason", LineText.LinesSentence)
        : null;

    private static LeadAnswer? AnswerOf(string? decision) =>
        decision switch
        {
            "accept" => LeadAnswer.Accepted,
            "decline" => LeadAnswer.Declined,
            _ => null,
        };
}
