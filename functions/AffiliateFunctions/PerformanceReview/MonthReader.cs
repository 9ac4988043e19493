using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Review;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBooks;
using AffiliateFunctions.Tracking;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>
/// Reads what the measures of a month are computed from. Each source is read by the time of the month, as
/// <c>docs/decisions/0059</c> describes; only partners, components and the versions of the rule book are read whole.
/// </summary>
public sealed class MonthReader(
    ITrackingLog tracking,
    ILedgerFigures ledger,
    IPartners partners,
    IApprovals approvals,
    IRuleBooks ruleBooks,
    ICycleTimes cycles,
    IAuditVerification audit,
    ProgramStore programs,
    ReviewStore reviews,
    TimeProvider clock
)
{
    private const int CyclesBack = 6;
    private const int AtOnce = 8;

    // A partner is judged 90 days after its approval, at the end of the month at the earliest.
    private static readonly TimeSpan Trial = TimeSpan.FromDays(90);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    /// <summary>Reads the facts of the month.</summary>
    public async Task<MonthFacts> ReadAsync(
        AffiliateProgram program,
        Period period,
        CancellationToken cancellationToken
    )
    {
        var (from, to) = (period.Start(program.Zone), period.End(program.Zone));
        var month = new MonthFacts
        {
            Period = period,
            From = from,
            To = to,
            MeasuredAt = clock.GetUtcNow(),
            Events = await EventsAsync(program, from, to, cancellationToken),
            EarlierBuyers = await tracking
                .BuyersAsync(program.Slug, period.Previous.Start(program.Zone), from, cancellationToken)
                .ToHashSetAsync(cancellationToken: cancellationToken),
            Intake = await IntakeAsync(program.Slug, from, to, cancellationToken),
            Partners = await partners
                .ListAsync(program.Slug, cancellationToken)
                .Select(RecordOf)
                .ToListAsync(cancellationToken),
            Commissions = await ledger
                .LinesAsync(program.Slug, from, to, cancellationToken)
                .Select(line => new CommissionFacts(line.Partner, line.Kept, line.IsHeld, line.IsManual))
                .ToListAsync(cancellationToken),
            Holds = await ledger
                .EndedHoldsAsync(program.Slug, to - Trial, cancellationToken)
                .Where(hold => hold.DecidedAt < to)
                .Select(hold => new HoldFacts(hold.DecidedAt, hold.IsReleased, hold.IsTakenBack))
                .ToListAsync(cancellationToken),
            Approvals = await approvals
                .ListSinceAsync(program.Slug, from, cancellationToken)
                .Where(approval => approval.AskedAt < to && approval.Decision != ApprovalDecision.Withdrawn)
                .Select(FactsOf)
                .ToListAsync(cancellationToken),
            RuleBooks = await ruleBooks
                .ApprovalsAsync(program.Slug, cancellationToken)
                .Where(book => book.ApprovedAt >= from && book.ApprovedAt < to)
                .Select(book => new RuleBookFacts(book.ApprovedAt, book.EffectiveFrom))
                .ToListAsync(cancellationToken),
            Actions = await reviews
                .RecentAsync(program.Slug, cancellationToken)
                .SelectMany(review => review.Actions.ToAsyncEnumerable())
                .Select(action => new ActionFacts(action.DueAt, action.DoneAt))
                .ToListAsync(cancellationToken),
        };
        var chain = await audit.VerifyNewAsync(program.Slug, cancellationToken);
        return month with
        {
            Applications = await ApplicationsAsync(program.Slug, to, cancellationToken),
            Cycles = await CyclesAsync(program, period, cancellationToken),
            Components = await ComponentsAsync(program.Slug, to, cancellationToken),
            Audit = new AuditFacts(chain.Records, chain.Ok),
        };
    }

    private async Task<EventTally> EventsAsync(
        AffiliateProgram program,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken
    )
    {
        var (tally, currency) = (new EventTally(), Currency.Parse(program.Currency));
        await foreach (var tracked in tracking.EventsAsync(program.Slug, from, to, cancellationToken))
        {
            tally.Add(ReviewedEvents.Of(tracked, currency));
        }

        return tally;
    }

    // Requests are counted by the day of their receipt, UTC.
    private async Task<IntakeCounts> IntakeAsync(
        ProgramSlug program,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken
    )
    {
        var counts = await tracking.NotStoredAsync(
            program,
            DateOnly.FromDateTime(from.UtcDateTime),
            DateOnly.FromDateTime(to.UtcDateTime),
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
        ProgramSlug program,
        DateTimeOffset to,
        CancellationToken cancellationToken
    )
    {
        var applications = await partners
            .ApplicationTimesAsync(program, to - Trial - Longest, cancellationToken)
            .Where(application => application.SubmittedAt < to)
            .ToListAsync(cancellationToken);
        var facts = new List<ApplicationFacts>(applications.Count);
        foreach (var some in applications.Chunk(AtOnce))
        {
            facts.AddRange(
                await Task.WhenAll(
                    some.Select(application => FactsOfAsync(program, application, to, cancellationToken))
                )
            );
        }

        return facts;
    }

    private async Task<ApplicationFacts> FactsOfAsync(
        ProgramSlug program,
        ApplicationTimes application,
        DateTimeOffset to,
        CancellationToken cancellationToken
    ) =>
        new(
            application.SubmittedAt,
            application.DecidedAt,
            application.ActiveAt,
            application.FilledFields,
            application.Fields,
            application.Partner is not null,
            application.Partner,
            application is { Partner: { } partner, DecidedAt: { } decided }
                && decided + Trial < to
                && await ledger.HasQualifiedConversionAsync(
                    program,
                    partner,
                    decided,
                    decided + Trial,
                    cancellationToken
                )
        );

    private async Task<IReadOnlyList<CycleFacts>> CyclesAsync(
        AffiliateProgram program,
        Period period,
        CancellationToken cancellationToken
    )
    {
        var facts = new List<CycleFacts>();
        var of = period;
        for (var back = 0; back < CyclesBack; back++, of = of.Previous)
        {
            if (await cycles.FindAsync(program.Slug, of, cancellationToken) is { } times)
            {
                facts.Add(new CycleFacts(of.End(program.Zone), times.ApprovedAt, times.SettledAt));
            }
        }

        return facts;
    }

    private async Task<IReadOnlyList<ComponentFacts>> ComponentsAsync(
        ProgramSlug program,
        DateTimeOffset to,
        CancellationToken cancellationToken
    )
    {
        var at = to < clock.GetUtcNow() ? to : clock.GetUtcNow();
        var components = await programs.ComponentsAsync(program, cancellationToken);
        return
        [
            .. components.Select(component => new ComponentFacts(
                component.Owner.Email.Length > 0,
                component.IsOverdue(at)
            )),
        ];
    }

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
        );
    }
}
