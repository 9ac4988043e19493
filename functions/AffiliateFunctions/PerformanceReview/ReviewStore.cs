using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Programs;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Stores reviews in the table <c>reviews</c>, one row for each month of a program.</summary>
public sealed class ReviewStore(StorageTables tables) : IReviewDecisions
{
    /// <summary>The name of the table.</summary>
    public const string Table = "reviews";

    private const string Data = "data";

    private TableClient Rows => tables[Table];

    /// <summary>Stores the measured review, unless the month has one already. Returns the stored review.</summary>
    public async Task<StoredReview> AddAsync(StoredReview review, CancellationToken cancellationToken)
    {
        try
        {
            await Rows.AddEntityAsync(await RowOfAsync(review, cancellationToken), cancellationToken);
            return review;
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            return await FindAsync(review.Program, review.Period, cancellationToken)
                ?? throw new InvalidDataException($"The review {review.Period} exists but cannot be found.");
        }
    }

    /// <summary>The review of a period, or null.</summary>
    public async Task<StoredReview?> FindAsync(
        ProgramSlug program,
        Period period,
        CancellationToken cancellationToken
    ) =>
        await ReadAsync(program, period, cancellationToken) is { } row
            ? await Rows.GetDocumentAsync<StoredReview>(row, Data, cancellationToken)
            : null;

    /// <summary>Stores the decision, unless the review is already decided.</summary>
    public async Task DecideAsync(
        ProgramSlug program,
        Period period,
        ReviewOutcome decision,
        CancellationToken cancellationToken
    )
    {
        var retries = new ConflictRetries($"the review {period} of {program}");
        while (
            await ReadAsync(program, period, cancellationToken) is { } row
            && await Rows.GetDocumentAsync<StoredReview>(row, Data, cancellationToken) is { Decision: null } review
        )
        {
            try
            {
                var decided = await RowOfAsync(review with { Decision = decision }, cancellationToken);
                await Rows.UpdateEntityAsync(decided, row.ETag, TableUpdateMode.Replace, cancellationToken);
                await Rows.DeleteReplacedPartsAsync(Data, row, cancellationToken);
                return;
            }
            catch (RequestFailedException fault) when (fault.IsConflict())
            {
                // Another writer has changed the review; the loop reads the new version.
                await retries.NextAsync(cancellationToken);
            }
        }
    }

    /// <summary>The latest decided review of the program, or null.</summary>
    public async Task<ReviewDecision?> LatestAsync(ProgramSlug program, CancellationToken cancellationToken)
    {
        ReviewDecision? latest = null;
        await foreach (
            var row in Rows.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {program.Value}"),
                cancellationToken: cancellationToken
            )
        )
        {
            if (
                await Rows.GetDocumentAsync<StoredReview>(row, Data, cancellationToken) is
                { Decision: { } decision } review
            )
            {
                latest = new ReviewDecision(
                    review.Period,
                    decision.Decision,
                    review.HasEnoughSamples,
                    decision.Actor,
                    decision.DecidedAt
                );
            }
        }

        return latest;
    }

    private async Task<TableEntity?> ReadAsync(ProgramSlug program, Period period, CancellationToken cancellationToken)
    {
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(
            program.Value,
            RowKey(period),
            cancellationToken: cancellationToken
        );
        return row.HasValue ? row.Value : null;
    }

    private async Task<TableEntity> RowOfAsync(StoredReview review, CancellationToken cancellationToken)
    {
        var row = new TableEntity(review.Program.Value, RowKey(review.Period));
        await Rows.SetDocumentAsync(row, Data, review, cancellationToken);
        return row;
    }

    private static string RowKey(Period period) => $"review:{period}";
}
