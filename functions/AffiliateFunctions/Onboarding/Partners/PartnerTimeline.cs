using Affiliate.Domain.Addresses;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Onboarding.Applications;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// Merges what happened to a partner: the timelines of its applications, the decisions of approvals, changes of its
/// status, payout details and terms, other recorded decisions, notes, and the last sign-in.
/// </summary>
public sealed class PartnerTimeline(
    ApplicationStore applications,
    AuditLog audit,
    IEnumerable<IPartnerNotes> sources,
    IEnumerable<IPartnerSignIns> signIns
) : IPartnerTimelines
{
    private const string NoteAdded = "note_added";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PartnerTimelineEntry>> OfAsync(Partner partner, CancellationToken cancellationToken)
    {
        var own = await applications
            .ListAsync(partner.Program, after: null, cancellationToken)
            .Where(application =>
                application.PartnerId == partner.Id || Mailbox.AreSame(application.Applicant.Email, partner.Email)
            )
            .ToListAsync(cancellationToken);
        string[] subjects =
        [
            partner.Id.Value,
            .. own.Select(application => application.Id.Value),
            .. own.SelectMany(application => application.ApprovalIds),
        ];
        var recorded = await audit
            .AboutAsync(partner.Program, subjects, cancellationToken)
            .ToListAsync(cancellationToken);
        var notes = await sources
            .ToAsyncEnumerable()
            .SelectMany(source => source.AboutAsync(partner.Program, partner.Id, cancellationToken))
            .ToListAsync(cancellationToken);
        return WithWaits(
            own.SelectMany(application => application.Timeline.Select(entry => Of(application.Id, entry)))
                .Concat(recorded.Where(record => !notes.Exists(note => IsRecordOf(record, note))).Select(Of))
                .Concat(notes.Select(Of))
                .Concat(await SignInsAsync(partner, cancellationToken))
        );
    }

    /// <summary>The entries in order of time, each with the time since the one before.</summary>
    internal static IReadOnlyList<PartnerTimelineEntry> WithWaits(IEnumerable<PartnerTimelineEntry> entries)
    {
        DateTimeOffset? before = null;
        var ordered = new List<PartnerTimelineEntry>();
        foreach (var entry in entries.OrderBy(entry => entry.At))
        {
            ordered.Add(entry with { WaitedSeconds = before is { } last ? (long)(entry.At - last).TotalSeconds : 0 });
            before = entry.At;
        }

        return ordered;
    }

    private async Task<IReadOnlyList<PartnerTimelineEntry>> SignInsAsync(
        Partner partner,
        CancellationToken cancellationToken
    )
    {
        var last = await Task.WhenAll(signIns.Select(source => source.LastAsync(partner, cancellationToken)));
        return
        [
            .. last.OfType<DateTimeOffset>()
                .Select(at => new PartnerTimelineEntry(
                    at,
                    "last_signed_in",
                    partner.Email,
                    partner.Id.Value,
                    null,
                    WaitedSeconds: 0
                )),
        ];
    }

    private static PartnerTimelineEntry Of(ApplicationId application, TimelineEntry entry) =>
        new(entry.At, entry.Step, entry.Actor, application.Value, entry.Note, WaitedSeconds: 0);

    private static PartnerTimelineEntry Of(PartnerNote note) =>
        new(note.At, NoteAdded, note.Author, note.Id, note.Text, WaitedSeconds: 0);

    // The record of a note says less than the note. It stays when the note is erased.
    private static bool IsRecordOf(AuditRecord record, PartnerNote note) =>
        record.Action == NoteAdded && record.Reason?.Contains(note.Id, StringComparison.Ordinal) == true;

    private static PartnerTimelineEntry Of(AuditRecord record) =>
        new(record.At, record.Action, record.Actor, record.Subject, record.Reason, WaitedSeconds: 0);
}
