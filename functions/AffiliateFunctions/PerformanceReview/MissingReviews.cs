using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>
/// Lists the programs without a review that the charter demands, in one partition of the table <c>reviews</c>, so that
/// the health of the app can name them without reading all reviews. A review that waits too long for its decision is
/// recorded; its e-mails remind and escalate, so it needs nobody else.
/// </summary>
public sealed class MissingReviews(
    StorageTables tables,
    ReviewStore reviews,
    ReviewDuties duties,
    IAuditLog audit,
    TimeProvider clock
) : IHealthSource
{
    // A program's slug has no colon, so this is no program's partition.
    private const string Partition = ":missing";

    /// <inheritdoc/>
    public string Reason => "missing_reviews";

    private FlagRows Flags => new(tables[ReviewStore.Table], Partition);

    /// <inheritdoc/>
    public Task<bool> IsPresentAsync(CancellationToken cancellationToken) => Flags.AnyAsync(cancellationToken);

    /// <summary>Lists the program while a review is missing, and records each missing or overdue review once.</summary>
    public async Task UpdateAsync(AffiliateProgram program, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var stored = await reviews.RecentHeadsAsync(program.Slug, cancellationToken).ToListAsync(cancellationToken);
        var breached = duties
            .Of(program, stored)
            .Where(duty => duty.IsMissingAt(now) || duty.IsOverdueAt(now))
            .ToList();
        await audit.RecordAllAsync(
            [
                .. breached.Select(duty => new AuditEntry(
                    program.Slug,
                    $"review:{duty.Month}:{(duty.Review is null ? "missing" : "overdue")}",
                    "rule:review_cadence",
                    duty.Review is null ? "review_missing" : "review_overdue",
                    duty.Month.Value,
                    duty.BreachAt(now),
                    now
                )),
            ],
            cancellationToken
        );
        await Flags.SetAsync(program.Slug.Value, breached.Any(duty => duty.IsMissingAt(now)), cancellationToken);
    }
}
