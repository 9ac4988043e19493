using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Review;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Tracking;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>
/// Reads what the measures of a review's months are computed from: the tallies of their events, the lines of the ledger
/// of their time, and of <see cref="ProgramReadings"/> what belongs to them.
/// </summary>
public sealed class MonthReader(
    MonthTallies tallies,
    ITrackingLog tracking,
    ILedgerFigures ledger,
    ICycleTimes cycles,
    TimeProvider clock
)
{
    private const int CyclesBack = 6;

    /// <summary>The time after its approval in which a partner is to have a conversion.</summary>
    internal static readonly TimeSpan Trial = TimeSpan.FromDays(90);

    /// <summary>Reads the facts of the months for a review, with those that scorecards are compared with.</summary>
    /// <param name="readings">What was read of the program, from the first of the months on.</param>
    /// <param name="span">The months.</param>
    /// <param name="folded">The last month, whose tally was taken before.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<MonthFacts> ReadAsync(
        ProgramReadings readings,
        ReviewSpan span,
        FoldedMonth folded,
        CancellationToken cancellationToken
    ) =>
        await ReadAsync(
            readings,
            span,
            folded,
            await tallies.OfAsync(readings.Program, span, folded, MonthTallies.MonthsOfPast, cancellationToken),
            cancellationToken
        );

    /// <summary>Reads the facts of a month for its signals, which look at the month before only.</summary>
    /// <param name="readings">What was read of the program, from the month on.</param>
    /// <param name="month">The month.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<MonthFacts> ReadAsync(
        ProgramReadings readings,
        Period month,
        CancellationToken cancellationToken
    ) =>
        await ReadAsync(
            readings,
            ReviewSpan.Of(month),
            folded: null,
            await tallies.OfAsync(
                readings.Program,
                ReviewSpan.Of(month),
                folded: null,
                monthsOfPast: 1,
                cancellationToken
            ),
            cancellationToken
        );

    private async Task<MonthFacts> ReadAsync(
        ProgramReadings readings,
        ReviewSpan span,
        FoldedMonth? folded,
        TalliedMonths tallied,
        CancellationToken cancellationToken
    )
    {
        var program = readings.Program;
        var (from, to, now) = (span.First.Start(program.Zone), span.Last.End(program.Zone), clock.GetUtcNow());
        return new MonthFacts
        {
            Period = span.Last,
            From = from,
            To = to,
            MeasuredAt = now,
            Events = tallied.Events,
            EarlierBuyers = tallied.EarlierBuyers,
            Past = tallied.Past,
            Intake = await IntakeAsync(program.Slug, span, cancellationToken),
            Applications = await ApplicationsAsync(readings, from, to, cancellationToken),
            Partners = [.. readings.Partners.Select(RecordOf)],
            Commissions = await CommissionsAsync(program, span, folded, cancellationToken),
            Holds =
            [
                .. readings
                    .Holds.Where(hold =>
                        hold.DecidedAt < to && (hold.DecidedAt >= to - Trial || hold.DecidedAt >= from)
                    )
                    .Select(hold => new HoldFacts(hold.DecidedAt, hold.IsReleased, hold.IsTakenBack)),
            ],
            Cycles = await CyclesAsync(program, span, cancellationToken),
            Approvals =
            [
                .. readings
                    .Approvals.Where(approval => approval.AskedAt < to && !(approval.DecidedAt < from))
                    .Select(FactsOf),
            ],
            Components = [.. readings.Components.Select(component => FactsOf(component, to < now ? to : now))],
            RuleBooks =
            [
                .. readings
                    .RuleBooks.Where(book => book.ApprovedAt >= from && book.ApprovedAt < to)
                    .Select(book => new RuleBookFacts(book.ApprovedAt, book.EffectiveFrom)),
            ],
            Actions =
            [
                .. readings
                    .Reviews.SelectMany(review => review.Actions)
                    .Where(action => action.CancelledAt is null)
                    .Select(action => new ActionFacts(action.DueAt, action.DoneAt)),
            ],
            Audit = readings.Audit,
        };
    }

    // The lines of the month whose tally was taken in this step were read for the tally.
    private async Task<IReadOnlyList<CommissionFacts>> CommissionsAsync(
        AffiliateProgram program,
        ReviewSpan span,
        FoldedMonth? folded,
        CancellationToken cancellationToken
    )
    {
        var (from, to) = (
            span.First.Start(program.Zone),
            (folded?.Lines is null ? span.Last.Next : span.Last).Start(program.Zone)
        );
        var lines = folded?.Lines ?? [];
        if (from < to)
        {
            lines =
            [
                .. await ledger.LinesAsync(program.Slug, from, to, cancellationToken).ToListAsync(cancellationToken),
                .. lines,
            ];
        }

        return [.. lines.Select(line => new CommissionFacts(line.Partner, line.Kept, line.IsHeld, line.IsManual))];
    }

    // Requests are counted by the day of their receipt, UTC: the days of the month, whatever the program's time zone.
    private async Task<IntakeCounts> IntakeAsync(
        ProgramSlug program,
        ReviewSpan span,
        CancellationToken cancellationToken
    )
    {
        var counts = await tracking.NotStoredAsync(
            program,
            span.First.FirstDay,
            span.Last.Next.FirstDay,
            cancellationToken
        );
        return new IntakeCounts(
            counts.Where(count => !count.IsDuplicate).Sum(count => count.Number),
            counts.Where(count => count.IsDuplicate).Sum(count => count.Number)
        )
        {
            Reasons =
            [
                .. counts
                    .Where(count => !count.IsDuplicate)
                    .Select(count => new RefusedReason($"{count.Source}: {count.Reason}", count.Number)),
            ],
        };
    }

    private async Task<IReadOnlyList<ApplicationFacts>> ApplicationsAsync(
        ProgramReadings readings,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken
    )
    {
        var applications = readings
            .Applications.Where(application => application.SubmittedAt < to && !(application.DecidedAt + Trial < from))
            .ToList();
        var trials = applications
            .Where(application => application.DecidedAt + Trial >= from && application.DecidedAt + Trial < to)
            .Where(application => application.Partner is not null)
            .Select(application => new PartnerTrial(
                application.Partner!.Value,
                application.DecidedAt!.Value,
                application.DecidedAt.Value + Trial
            ))
            .ToList();
        var productive = await ledger.QualifiedAsync(readings.Program.Slug, trials, cancellationToken);
        return
        [
            .. applications.Select(application => new ApplicationFacts(
                application.SubmittedAt,
                application.DecidedAt,
                application.ActiveAt,
                application.FilledFields,
                application.Fields,
                application.Partner is not null,
                application.Partner,
                application.Partner is { } partner && productive.Contains(partner)
            )),
        ];
    }

    private async Task<IReadOnlyList<CycleFacts>> CyclesAsync(
        AffiliateProgram program,
        ReviewSpan span,
        CancellationToken cancellationToken
    ) =>
        await cycles
            .ListAsync(program.Slug, span.First.Back(CyclesBack - 1), span.Last, cancellationToken)
            .Select(times => new CycleFacts(times.Period.End(program.Zone), times.ApprovedAt, times.SettledAt))
            .ToListAsync(cancellationToken);

    private static ComponentFacts FactsOf(OperatingComponent component, DateTimeOffset at) =>
        new(component.Owner.Name.Length > 0, component.IsOverdue(at));

    private static ApprovalFacts FactsOf(ApprovalState approval) =>
        new(
            approval.Kind,
            approval.Owner,
            approval.AskedAt,
            approval.DecidedAt,
            approval.Actor?.StartsWith("rule:", StringComparison.Ordinal) == false
        );

    private static PartnerRecordFacts RecordOf(Partner partner)
    {
        DateTimeOffset?[] confirmed =
        [
            partner.CreatedAt,
            partner.Terms.AcceptedAt,
            partner.Payout.ChangedAt,
            partner.PayoutChange?.RequestedAt,
        ];
        return new PartnerRecordFacts(
            partner.Id,
            partner.Status == PartnerStatus.Active,
            partner.StatusSince,
            confirmed.Max()!.Value
        )
        {
            CreatedAt = partner.CreatedAt,
        };
    }
}
