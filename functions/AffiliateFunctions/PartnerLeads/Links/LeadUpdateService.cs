using AffiliateFunctions.Infrastructure.Http;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.PartnerLeads.Links;

/// <summary>Lets the partner that has a lead report its stages and extend the registration once.</summary>
public sealed class LeadUpdateService(LeadStore leads, LeadLinkReader reader, LeadSignals signals, TimeProvider clock)
{
    /// <summary>The maximum number of characters of a note.</summary>
    public const int MaxNote = 1000;

    /// <summary>The values of the form, in the order of the page.</summary>
    internal static readonly IReadOnlyDictionary<string, LeadReportKind> Kinds = new Dictionary<string, LeadReportKind>
    {
        ["meeting"] = LeadReportKind.Meeting,
        ["negotiation"] = LeadReportKind.Negotiation,
        ["won"] = LeadReportKind.Won,
        ["lost"] = LeadReportKind.Lost,
        ["extend"] = LeadReportKind.Extension,
    };

    /// <summary>Returns the current state of the link and changes nothing.</summary>
    public Task<LeadLinkResult> OpenAsync(string text, CancellationToken cancellationToken) =>
        reader.ReadLeadAsync(text, cancellationToken);

    /// <summary>
    /// Stores the update, then signals the orchestration. The form names the number of the update, so a form that is
    /// sent twice is one update.
    /// </summary>
    public async Task<LeadLinkResult> UpdateAsync(
        string text,
        UpdateLead.LeadUpdateForm form,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var result = await OpenAsync(text, cancellationToken);
        if (result is not LeadLinkResult.Open open)
        {
            return result is LeadLinkResult.Over over
                ? await RepeatedAsync(over, form, orchestrations, cancellationToken)
                : result;
        }

        if (Mistake(open.Lead, form) is { } mistake)
        {
            return open with { Mistake = mistake };
        }

        var (number, kind) = (NumberOf(form, open.Lead), Kinds[form.Stage!]);
        var (lead, isChanged) = await leads.ChangeAsync(
            open.Lead.Key,
            stored => Updated(stored, number, kind, form.Note),
            cancellationToken
        );
        await signals.RaiseAsync(lead, orchestrations, cancellationToken);
        return isChanged || IsSame(lead, number, kind)
            ? new LeadLinkResult.Done(lead, open.Partner)
            : new LeadLinkResult.Unchanged(lead, open.Partner);
    }

    // A form that is sent twice can have ended the lead the first time, or have been interrupted before its report.
    private async Task<LeadLinkResult> RepeatedAsync(
        LeadLinkResult.Over over,
        UpdateLead.LeadUpdateForm form,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        await signals.RaiseAsync(over.Lead, orchestrations, cancellationToken);
        return
            int.TryParse(form.Number, out var number)
            && form.Stage is not null
            && Kinds.TryGetValue(form.Stage, out var kind)
            && IsSame(over.Lead, number, kind)
            ? new LeadLinkResult.Done(over.Lead, over.Partner)
            : new LeadLinkResult.Unchanged(over.Lead, over.Partner);
    }

    private PartnerLead? Updated(PartnerLead lead, int number, LeadReportKind kind, string? note)
    {
        var now = clock.GetUtcNow();
        var isExtension = kind == LeadReportKind.Extension;
        if (
            !LeadLinkReader.IsUpdatable(lead, now)
            || lead.Reports.Count + 1 != number
            || (isExtension && lead.Deal!.ExtendedAt is not null)
        )
        {
            return null;
        }

        var report = new LeadReport(number, kind, now, string.IsNullOrWhiteSpace(note) ? null : note.Trim());
        var deal = isExtension
            ? lead.Deal! with
            {
                ExpiresAt = lead.Deal.ExpiresAt.AddDays(lead.ExpiresDays),
                ExtendedAt = now,
            }
            : lead.Deal;
        var step = isExtension ? LeadTimeline.Extended : LeadTimeline.Stage;
        var words = isExtension ? null : LeadTexts.NameOf(kind);
        return (lead with { Reports = [.. lead.Reports, report], Deal = deal }).Noting(
            new LeadEntry(now, step, deal!.Partner.Value, words)
        );
    }

    private static bool IsSame(PartnerLead lead, int number, LeadReportKind kind) =>
        lead.Reports.FirstOrDefault(report => report.Number == number)?.Kind == kind;

    private static int NumberOf(UpdateLead.LeadUpdateForm form, PartnerLead lead) =>
        int.TryParse(form.Number, out var number) ? number : lead.Reports.Count + 1;

    private static LeadMistake? Mistake(PartnerLead lead, UpdateLead.LeadUpdateForm form) =>
        form.Stage is null || !Kinds.TryGetValue(form.Stage, out var kind)
            ? new LeadMistake("stage", "Choose what you report.")
        : kind == LeadReportKind.Extension && lead.Deal!.ExtendedAt is not null
            ? new LeadMistake("stage", "The registration was extended before; it can be extended once.")
        : form.Note?.Length > MaxNote ? new LeadMistake("note", "The note may have at most 1,000 characters.")
        : form.Note is { } note && !LineText.LinesFit(note) ? new LeadMistake("note", LineText.LinesSentence)
        : null;
}
