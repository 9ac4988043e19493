using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Programs;
using Azure.Data.Tables;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>
/// Stores reviews in the table <c>reviews</c>, one row for each month of a program. A month that by the charter's cadence
/// ends without a review has a row that says so.
/// </summary>
public sealed class ReviewStore(StorageTables tables, TimeProvider clock) : IReviewDecisions, IReviewedMonths
{
    /// <summary>The name of the table.</summary>
    public const string Table = "reviews";

    private const int YearsBack = 2;
    private const string First = "review:";
    private const string End = "review;";
    private const string FirstSkipped = "skipped:";
    private const string EndOfSkipped = "skipped;";

    // The head is stored beside the review, in as many properties as it needs; all of them are read. A head that is
    // larger than that, by thousands of actions, is read from the review.
    private const string Head = "head";
    private const int MaxHeadParts = 8;
    private const int MaxHeadLength = 200_000;

    private static readonly string[] HeadColumns =
    [
        nameof(TableEntity.PartitionKey),
        nameof(TableEntity.RowKey),
        Head,
        .. Enumerable
            .Range(1, MaxHeadParts - 1)
            .Select(part => string.Create(CultureInfo.InvariantCulture, $"{Head}{part}")),
    ];

    private TableDocuments<StoredReview> Reviews => new(tables[Table]) { WriteColumns = SetHead };

    private TableDocuments<SkippedReview> Skipped => new(tables[Table]);

    /// <summary>Stores the measured review, unless the month has one already. Returns the stored review.</summary>
    public Task<StoredReview> AddAsync(StoredReview review, CancellationToken cancellationToken) =>
        Reviews.GetOrAddAsync(KeyOf(review.Program, review.Period), review, cancellationToken);

    /// <summary>The review of a period, or null.</summary>
    public Task<StoredReview?> FindAsync(ProgramSlug program, Period period, CancellationToken cancellationToken) =>
        Reviews.FindAsync(KeyOf(program, period), cancellationToken);

    /// <summary>Stores that a month ends without a review.</summary>
    public Task<SkippedReview> SkipAsync(SkippedReview skipped, CancellationToken cancellationToken) =>
        Skipped.GetOrAddAsync(KeyOfSkipped(skipped.Program, skipped.Period), skipped, cancellationToken);

    /// <summary>Why a month ended without a review, or null.</summary>
    public Task<SkippedReview?> FindSkippedAsync(
        ProgramSlug program,
        Period period,
        CancellationToken cancellationToken
    ) => Skipped.FindAsync(KeyOfSkipped(program, period), cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> IsDecidedAsync(ProgramSlug program, Period month, CancellationToken cancellationToken) =>
        await FindAsync(program, month, cancellationToken) is { } review
            ? review.Decision is not null
            : await FindSkippedAsync(program, month, cancellationToken) is not null;

    /// <summary>The heads of all reviews of the program, the earliest first.</summary>
    public IAsyncEnumerable<ReviewHead> HeadsAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        HeadsAsync(program, First, cancellationToken);

    /// <summary>The heads of the reviews of the last two years, the earliest first.</summary>
    public IAsyncEnumerable<ReviewHead> RecentHeadsAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        HeadsAsync(program, Since(), cancellationToken);

    /// <summary>The months of the program that ended without a review, the earliest first.</summary>
    public IAsyncEnumerable<SkippedReview> ListSkippedAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        Skipped.ListAsync(
            TableClient.CreateQueryFilter(
                $"PartitionKey eq {program.Value} and RowKey ge {FirstSkipped} and RowKey lt {EndOfSkipped}"
            ),
            cancellationToken
        );

    /// <summary>Stores the decision and its actions, unless the review is already decided.</summary>
    public Task<StoredReview> DecideAsync(
        ProgramSlug program,
        Period period,
        ReviewOutcome decision,
        Func<StoredReview, IReadOnlyList<ReviewAction>> plan,
        CancellationToken cancellationToken
    ) =>
        Reviews.ChangeExistingAsync(
            KeyOf(program, period),
            review => review.Decision is null ? review with { Decision = decision, Actions = plan(review) } : review,
            cancellationToken
        );

    /// <summary>Stores the result of <paramref name="change"/> and returns it.</summary>
    public Task<StoredReview> ChangeAsync(
        ProgramSlug program,
        Period period,
        Func<StoredReview, StoredReview> change,
        CancellationToken cancellationToken
    ) => Reviews.ChangeExistingAsync(KeyOf(program, period), change, cancellationToken);

    /// <summary>The latest decided review of the program, or null.</summary>
    public async Task<ReviewDecision?> LatestAsync(ProgramSlug program, CancellationToken cancellationToken)
    {
        ReviewDecision? latest = null;
        await foreach (var review in RecentHeadsAsync(program, cancellationToken))
        {
            if (review.Decision is { } decision)
            {
                latest = new ReviewDecision(
                    review.Period,
                    decision.Decision,
                    [
                        .. StoredReview
                            .TooFewOf(review.Signals)
                            .Select(signal => new TooFewSamples(signal.Metric, signal.Sample, signal.MinSample ?? 1)),
                    ],
                    decision.Actor,
                    decision.DecidedAt
                );
            }
        }

        return latest;
    }

    private static void SetHead(TableEntity row, StoredReview review)
    {
        var head = JsonSerializer.Serialize(ReviewHead.Of(review), StoredJson.Options);
        if (head.Length <= MaxHeadLength)
        {
            row.SetText(Head, head);
        }
        else
        {
            row.RemoveText(Head);
        }
    }

    private string Since() => First + Period.Of(clock.GetUtcNow().AddYears(-YearsBack), TimeZoneInfo.Utc);

    private async IAsyncEnumerable<ReviewHead> HeadsAsync(
        ProgramSlug program,
        string since,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var rows = tables[Table]
            .QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter(
                    $"PartitionKey eq {program.Value} and RowKey ge {since} and RowKey lt {End}"
                ),
                select: HeadColumns,
                cancellationToken: cancellationToken
            );
        await foreach (var row in rows)
        {
            // A review that was stored before heads has one once it is changed.
            yield return row.GetString(Head) is null
                ? ReviewHead.Of(
                    await Reviews.RequireAsync(
                        KeyOf(program, Period.Parse(row.RowKey[First.Length..])),
                        cancellationToken
                    )
                )
                : row.GetJson<ReviewHead>(Head);
        }
    }

    private static DocumentKey KeyOfSkipped(ProgramSlug program, Period period) =>
        new(program.Value, FirstSkipped + period, $"the skipped review {period} of {program}");

    private static DocumentKey KeyOf(ProgramSlug program, Period period) =>
        new(program.Value, First + period, $"the review {period} of {program}");
}
