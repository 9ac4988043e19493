using System.Globalization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Review;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PerformanceReview.Actions;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Makes the page of a review: what needs a decision first, everything else folded.</summary>
public sealed class ReviewPackets(
    IPartners partners,
    ReviewActionProgress progress,
    NoteStore notes,
    TimeProvider clock
)
{
    private const int MaxNotes = 20;
    private const int MaxWorstCohorts = 3;
    private const int MaxConcentration = 3;

    // Partners that need a decision come first. A page of thousands of tables would not open on a phone.
    private const int MaxTables = 200;

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
        var noted = (await notes.ListAsync(program.Slug, cancellationToken).ToListAsync(cancellationToken)).ToLookup(
            note => note.About,
            StringComparer.Ordinal
        );
        var actions = await progress.ShownInAsync(review, cancellationToken);
        var known = await KnownAsync(
            program.Slug,
            [
                .. ids,
                .. StepText.PartnersOf(review),
                .. actions.Select(shown => shown.Action.Partner).OfType<PartnerId>(),
            ],
            noted,
            cancellationToken
        );
        var cards = review
            .Scorecards.OrderBy(card => ReviewText.RankOf(card.Recommendation))
            .ThenByDescending(card => card.NeedsDecision ? card.RefundRate ?? 0 : 0)
            .ThenByDescending(card => card.Revenue)
            .Select((card, i) => (Card: card, View: CardOf(card, review, known, noted, i < MaxTables)))
            .ToList();
        return new ReviewPacket
        {
            Brand = program.Brand(),
            Period = DisplayFormat.Months(review.Span),
            Summary = ReviewText.SummaryOf(review),
            Decision = DecisionOf(review),
            Declined = DeclinedOf(review, known),
            Form = form,
            Signals =
            [
                .. review
                    .Signals.Where(signal => signal.Target is not null)
                    .OrderBy(signal => ReviewText.RankOf(signal.Status))
                    .Select(signal => ReviewText.BadgeOf(signal, review.Currency)),
            ],
            Breaches = review.Breaches,
            Steps = StepText.LinesOf(review, partner => NameOf(partner, known)),
            Funnel = FunnelOf(review.Scorecards),
            Concentration = ConcentrationOf(review, known),
            WorstCohorts = CohortsOf(review.Cohorts.Take(MaxWorstCohorts), review.Currency),
            OtherCohorts = CohortsOf(review.Cohorts.Skip(MaxWorstCohorts), review.Currency),
            Actions = [.. actions.Select(shown => shown.LineAt(clock.GetUtcNow(), partner => NameOf(partner, known)))],
            Notes =
            [
                .. noted
                    .Where(group => !ids.Any(id => id.Value == group.Key))
                    .SelectMany(group => group)
                    .OrderByDescending(note => note.At)
                    .Take(MaxNotes)
                    .Select(note => TextOf(note, known)),
            ],
            Attention = [.. cards.Where(card => card.Card.NeedsDecision).Select(card => card.View)],
            Others = [.. cards.Where(card => !card.Card.NeedsDecision).Select(card => card.View)],
            Layers = ReviewText.LayersOf(review),
        };
    }

    /// <summary>The companies of the partners that a review recommends something for.</summary>
    public async Task<Func<PartnerId, string>> NamesAsync(StoredReview review, CancellationToken cancellationToken)
    {
        var ids = review.Scorecards.Where(card => card.NeedsDecision).Select(card => card.Partner);
        var known = await partners.FindAllAsync(review.Program, ids, cancellationToken);
        return partner => NameOf(partner, known);
    }

    private async Task<IReadOnlyDictionary<PartnerId, Partner>> KnownAsync(
        ProgramSlug program,
        IEnumerable<PartnerId> shown,
        ILookup<string, ReviewNote> noted,
        CancellationToken cancellationToken
    )
    {
        var about = noted.Select(group =>
            group.Key.StartsWith("prt_", StringComparison.Ordinal) && PartnerId.TryParse(group.Key, out var id)
                ? id
                : (PartnerId?)null
        );
        return await partners.FindAllAsync(
            program,
            shown.Concat(about.OfType<PartnerId>()).Distinct(),
            cancellationToken
        );
    }

    private static PartnerCard CardOf(
        Scorecard card,
        StoredReview review,
        IReadOnlyDictionary<PartnerId, Partner> known,
        ILookup<string, ReviewNote> noted,
        bool hasTable
    ) =>
        new(
            card.Partner.Value,
            NameOf(card.Partner, known),
            ScorecardTable.SentenceOf(card, review.Currency),
            hasTable ? ScorecardTable.Of(card, review) : null,
            card.NeedsDecision ? card.Recommendation : null,
            card.Recommendation is { } recommended ? ReviewText.RecommendationOf(recommended) : null,
            card.Why,
            [
                .. noted[card.Partner.Value]
                    .OrderByDescending(note => note.At)
                    .Take(MaxNotes)
                    .Select(note => TextOf(note, known)),
            ]
        );

    private static string NameOf(PartnerId partner, IReadOnlyDictionary<PartnerId, Partner> known) =>
        known.GetValueOrDefault(partner)?.Company ?? ReviewText.FormerPartner;

    // A note is about the program, a partner, or a customer by the company's own id.
    private static string TextOf(ReviewNote note, IReadOnlyDictionary<PartnerId, Partner> known)
    {
        var about =
            note.About == note.Program.Value ? string.Empty
            : PartnerId.TryParse(note.About, out var partner) && known.ContainsKey(partner)
                ? $", about {NameOf(partner, known)}"
            : $", about the customer {note.About}";
        return $"{note.Text} ({note.Author}, {note.Source}, {DisplayFormat.Day(note.At)}{about})";
    }

    private static CohortLine[] CohortsOf(IEnumerable<Cohort> cohorts, string currency) =>
        [
            .. cohorts.Select(cohort => new CohortLine(
                DisplayFormat.Month(cohort.Month),
                ReviewText.CohortOf(cohort, currency)
            )),
        ];

    private static Fact[] ConcentrationOf(StoredReview review, IReadOnlyDictionary<PartnerId, Partner> known)
    {
        var earning = review
            .Scorecards.Where(card => card.Revenue > 0)
            .OrderByDescending(card => card.Revenue)
            .ToList();
        var all = earning.Sum(card => card.Revenue);
        return
        [
            .. earning
                .Take(MaxConcentration)
                .Select(card => new Fact(NameOf(card.Partner, known), DisplayFormat.Percentage(card.Revenue, all))),
            .. earning.Count > MaxConcentration
                ?
                [
                    new Fact(
                        string.Create(CultureInfo.InvariantCulture, $"{earning.Count - MaxConcentration} others"),
                        DisplayFormat.Percentage(earning.Skip(MaxConcentration).Sum(card => card.Revenue), all)
                    ),
                ]
                : Array.Empty<Fact>(),
        ];
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

    // Recommendations that the owner did not follow are part of the decision; those that were followed are actions.
    private static Fact[] DeclinedOf(StoredReview review, IReadOnlyDictionary<PartnerId, Partner> known) =>
        review.Decision is { } decision
            ?
            [
                .. review
                    .DeclinedBy(decision)
                    .Select(declined => new Fact(
                        $"Declined for {NameOf(declined.Partner, known)}",
                        $"{ReviewText.RecommendationOf(declined.Recommended)}: {declined.Reason}"
                    )),
            ]
            : [];

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
}
