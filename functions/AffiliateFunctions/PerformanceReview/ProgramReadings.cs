using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Review;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>
/// What a measurement reads of a program once, for any number of months: what has no month, and what is read from the
/// first month on.
/// </summary>
public sealed record ProgramReadings
{
    /// <summary>The program.</summary>
    public required AffiliateProgram Program { get; init; }

    /// <summary>The partners as they are now.</summary>
    public required IReadOnlyList<Partner> Partners { get; init; }

    /// <summary>The applications that are open or were decided since.</summary>
    public required IReadOnlyList<ApplicationTimes> Applications { get; init; }

    /// <summary>The approvals that are open or were decided since.</summary>
    public required IReadOnlyList<ApprovalState> Approvals { get; init; }

    /// <summary>The holds that were ended since.</summary>
    public required IReadOnlyList<EndedHold> Holds { get; init; }

    /// <summary>The approved versions of the rule book.</summary>
    public required IReadOnlyList<RuleBookApprovalTimes> RuleBooks { get; init; }

    /// <summary>The components.</summary>
    public required IReadOnlyList<OperatingComponent> Components { get; init; }

    /// <summary>The reviews of the last two years, the earliest first.</summary>
    public required IReadOnlyList<ReviewHead> Reviews { get; init; }

    /// <summary>The verification of the audit log.</summary>
    public required AuditFacts Audit { get; init; }
}

/// <summary>Reads <see cref="ProgramReadings"/>.</summary>
public sealed class ProgramReader(
    ILedgerFigures ledger,
    IPartners partners,
    IApprovals approvals,
    IRuleBooks ruleBooks,
    IAuditVerification audit,
    ProgramStore programs,
    ReviewStore reviews
)
{
    /// <summary>Reads what the measurement of months from the first one on needs.</summary>
    public async Task<ProgramReadings> ReadAsync(
        AffiliateProgram program,
        Period first,
        CancellationToken cancellationToken
    )
    {
        var from = first.Start(program.Zone);
        var chain = await audit.VerifyNewAsync(program.Slug, cancellationToken);
        return new ProgramReadings
        {
            Program = program,
            Partners = await partners.ListAsync(program.Slug, cancellationToken).ToListAsync(cancellationToken),
            Applications = await partners
                .ApplicationTimesAsync(program.Slug, from - MonthReader.Trial, cancellationToken)
                .ToListAsync(cancellationToken),
            Approvals = await approvals
                .ListSinceAsync(program.Slug, from, cancellationToken)
                .Where(approval => approval.Decision != ApprovalDecision.Withdrawn)
                .ToListAsync(cancellationToken),
            Holds = await ledger
                .EndedHoldsAsync(program.Slug, from - MonthReader.Trial, cancellationToken)
                .ToListAsync(cancellationToken),
            RuleBooks = await ruleBooks.ApprovalsAsync(program.Slug, cancellationToken).ToListAsync(cancellationToken),
            Components = await programs.ComponentsAsync(program.Slug, cancellationToken),
            Reviews = await reviews.RecentHeadsAsync(program.Slug, cancellationToken).ToListAsync(cancellationToken),
            Audit = new AuditFacts(chain.Records, chain.Ok),
        };
    }
}
