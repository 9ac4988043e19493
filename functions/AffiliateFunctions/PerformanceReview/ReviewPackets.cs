using System.Globalization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Review;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Makes the page of a review: what needs a decision first, everything else folded.</summary>
public sealed class ReviewPackets(IPartners partners, ReviewStore reviews, NoteStore notes, TimeProvider clock)
{
    private const int MaxNotes = 20;

    /// <summary>The content of the page.</summary>
    /// <param name="program">The program.</param>
    /// <param name="review">The review.</param>
    /// <param name="form">The form of a reader who can decide; null for others.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<ReviewPacket> OfAsync(
        AffiliateProgram program,
        StoredReview review,
        ReviewForm? form,
        CancellationToken cancellationToken
    )
    {
        var ids = review.Scorecards.Select(card => card.Partner).ToList();
        var known = await partners.FindAllAsync(program.Slug, ids, cancellationToken);
        var noted = (await notes.ListAsync(program.Slug, cancellationToken).ToListAsync(cancellationToken)).ToLookup(
            note => note.About,
            StringComparer.Ordinal
        );
        var cards = review
            .Scorecards.OrderBy(card => RankOf(card.Recommendation))
            .ThenByDescending(card => card.Recommendation is null ? 0 : card.RefundRate ?? 0)
            .ThenByDescending(card => card.Revenue)
            .Select(card => (Card: card, View: CardOf(card, known, noted, review.Currency)))
            .ToList();
        return new ReviewPacket
        {
            Brand = program.Brand(),
            Period = review.Period.Value,
            Summary = SummaryOf(review),
            Decision = DecisionOf(review),
            Form = form,
            Signals =
            [
                .. review
                    .Signals.Where(signal => signal.Target is not null)
                    .OrderBy(signal => RankOf(signal.Status))
                    .Select(signal => ReviewText.BadgeOf(signal, review.Currency)),
            ],
            Breaches = review.Breaches,
            Funnel = FunnelOf(review.Scorecards),
            Actions = await ActionsAsync(review, cancellationToken),
            Notes =
            [
                .. noted
                    .Where(group => !ids.Any(id => id.Value == group.Key))
                    .SelectMany(group => group)
                    .OrderByDescending(note => note.At)
                    .Take(MaxNotes)
                    .Select(TextOf),
            ],
            Attention = [.. cards.Where(card => card.Card.Recommendation is not null).Select(card => card.View)],
            Others = [.. cards.Where(card => card.Card.Recommendation is null).Select(card => card.View)],
            Layers = ReviewText.LayersOf(review),
        };
    }

    private async Task<IReadOnlyList<ActionLine>> ActionsAsync(StoredReview review, CancellationToken cancellationToken)
    {
        var lines = new List<ActionLine>();
        await foreach (var other in reviews.RecentAsync(review.Program, cancellationToken))
        {
            // Done actions are shown in their own review and in the next one.
            lines.AddRange(
                other
                    .Actions.Where(action =>
                        other.Period <= review.Period
                        && (action.DoneAt is null || other.Period >= review.Period.Previous)
                    )
                    .Select(action => LineOf(action, review))
            );
        }

        return lines;
    }

    private ActionLine LineOf(ReviewAction action, StoredReview review)
    {
        var status = action.StatusAt(clock.GetUtcNow());
        var day = DisplayFormat.Day(action.DoneAt ?? action.DueAt);
        var signal = review.Signals.FirstOrDefault(signal => signal.Metric == action.Metric);
        return new ActionLine(
            action.Text,
            action.Owner.Email,
            status == "done" ? $"done, {day}" : $"{status}, due {day}",
            status switch
            {
                "done" => "met",
                "overdue" => "missed",
                _ => "few",
            },
            signal is null
                ? null
                : $"{ReviewText.Name(signal.Metric)}: {ReviewText.ValueOf(action.Before, signal.Unit, review.Currency)} at "
                    + $"the decision, {ReviewText.ValueOf(signal.Value, signal.Unit, review.Currency)} in {review.Period}",
            action.Result
        );
    }

    private static PartnerCard CardOf(
        Scorecard card,
        IReadOnlyDictionary<PartnerId, Partner> known,
        ILookup<string, ReviewNote> noted,
        string currency
    ) =>
        new(
            card.Partner.Value,
            known.GetValueOrDefault(card.Partner)?.Company ?? card.Partner.Value,
            ReviewText.FiguresOf(card, currency),
            card.Recommendation,
            card.Why,
            [.. noted[card.Partner.Value].OrderByDescending(note => note.At).Take(MaxNotes).Select(TextOf)]
        );

    private static string TextOf(ReviewNote note) =>
        $"{note.Text} ({note.Author}, {note.Source}, {DisplayFormat.Day(note.At)}"
        + $"{(note.About == note.Program.Value ? string.Empty : $", about {note.About}")})";

    private static string SummaryOf(StoredReview review)
    {
        var missed = review.Signals.Count(signal => signal.Status == SignalStatus.Missed);
        var few = review.TooFew.Count();
        var recommended = review.Scorecards.Count(card => card.Recommendation is not null);
        var revenue = review.Signals.FirstOrDefault(signal => signal.Metric == "net_revenue")?.Value;
        return string.Create(
                CultureInfo.InvariantCulture,
                $"{missed} of {review.Signals.Count(signal => signal.Target is not null)} targets missed, {few} with too few observations. "
            )
            + $"Net revenue {ReviewText.ValueOf(revenue, "amount", review.Currency)}. "
            + $"{recommended} partners need a decision.";
    }

    private static Fact[] DecisionOf(StoredReview review) =>
        review.Decision is { } decision
            ?
            [
                new("Decision", decision.Decision),
                new("Decided by", decision.Actor),
                new("Decided at", DisplayFormat.Time(decision.DecidedAt)),
                new("Reason", decision.Reason ?? "none given"),
            ]
            : [new("Decision", "still open")];

    private static FunnelStep[] FunnelOf(IReadOnlyList<Scorecard> cards)
    {
        (string Name, long Count)[] steps =
        [
            ("Clicks", cards.Sum(card => (long)card.Clicks)),
            ("Leads", cards.Sum(card => (long)card.Leads)),
            ("Sales", cards.Sum(card => (long)card.Sales)),
        ];
        var first = Math.Max(1, steps.Max(step => step.Count));
        return
        [
            .. steps.Select(
                (step, i) =>
                    new FunnelStep(
                        step.Name,
                        step.Count,
                        i == 0 || steps[0].Count == 0
                            ? null
                            : $"({DisplayFormat.Percentage(step.Count, steps[0].Count)} of clicks)",
                        (int)(step.Count * 100 / first)
                    )
            ),
        ];
    }

    private static int RankOf(string? recommendation) =>
        recommendation switch
        {
            "pause" => 0,
            "coach" => 1,
            "promote" => 2,
            _ => 3,
        };

    private static int RankOf(SignalStatus status) =>
        status switch
        {
            SignalStatus.Missed => 0,
            SignalStatus.TooFew => 1,
            _ => 2,
        };
}
