using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Review;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PerformanceReview;

namespace AffiliateFunctions.Tests.ConsolePages;

/// <summary>Stores reviews as their cycles and decisions leave them.</summary>
internal sealed class StoredReviews(ConsoleScene scene)
{
    private static readonly Person Owner = Charters.OfThree.Owner;

    private ReviewStore Store => scene.Host.Get<ReviewStore>();

    /// <summary>Stores an open review whose target is at most 10 % of refunds.</summary>
    public Task AddAsync(
        string month,
        string? first = null,
        DateTimeOffset? measuredAt = null,
        decimal refunds = 0.05m,
        IReadOnlyList<Partner>? partners = null
    ) =>
        Store.AddAsync(
            new StoredReview
            {
                Program = FeatureHost.Slug,
                Period = Period.Parse(month),
                FirstMonth = first is null ? null : Period.Parse(first),
                Currency = "USD",
                MeasuredAt = measuredAt ?? Period.Parse(month).End(TimeZoneInfo.Utc),
                Signals =
                [
                    new Signal(
                        "business_signal",
                        "refund_rate",
                        refunds,
                        "share",
                        50,
                        0.1m,
                        refunds > 0.1m ? SignalStatus.Missed : SignalStatus.Met
                    )
                    {
                        Direction = "at_most",
                        MinSample = 20,
                    },
                ],
                Scorecards =
                [
                    .. (partners ?? []).Select(partner => new Scorecard(partner.Id, 3, 1, 2, 100_000, 1, 10_000)
                    {
                        Recommendation = "pause",
                        Why = "refunds is at least 1",
                    }),
                ],
                WorstSteps = [],
            },
            default
        );

    /// <summary>Stores that a month has no review.</summary>
    public Task SkipAsync(string month, string coveredBy) =>
        Store.SkipAsync(
            new SkippedReview(
                FeatureHost.Slug,
                Period.Parse(month),
                ReviewSchedule.QuarterlyCadence,
                Period.Parse(coveredBy),
                scene.Host.Clock.GetUtcNow()
            ),
            default
        );

    /// <summary>Stores that the owner declines to suspend a partner.</summary>
    public Task DeclineAsync(string month, PartnerId partner, string reason) =>
        Store.ChangeAsync(
            FeatureHost.Slug,
            Period.Parse(month),
            review =>
                review with
                {
                    Submissions =
                    [
                        new ReviewSubmission(
                            Owner.Email,
                            "change",
                            [new RecommendationDecision(partner, "pause", "decline", null, null, reason)],
                            []
                        ),
                    ],
                },
            default
        );

    /// <summary>Stores the owner's decision with its actions.</summary>
    public Task DecideAsync(string month, string decision, params IReadOnlyList<ReviewAction> actions) =>
        Store.DecideAsync(
            FeatureHost.Slug,
            Period.Parse(month),
            new ReviewOutcome(decision, Owner.Email, "Because", null, scene.Host.Clock.GetUtcNow()),
            _ => actions,
            default
        );

    /// <summary>A task of the owner.</summary>
    public static ReviewAction Action(string text, DateTimeOffset dueAt) =>
        new($"act_{text.Length}_{dueAt.Ticks}", "task", text, Owner, dueAt, null, null);
}
