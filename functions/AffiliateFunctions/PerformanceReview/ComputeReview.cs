using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Review;
using Affiliate.Domain.Rules;
using Affiliate.Pages;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBooks;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>
/// Takes the tally of the month, measures the months of the review and makes the approval request for the owner. When
/// the step is repeated, the stored measures are used. Returns null for a month that by the charter's cadence ends
/// without a review.
/// </summary>
public sealed class ComputeReview(
    ProgramStore programs,
    IRuleBooks ruleBooks,
    MonthSignals signals,
    MonthTallies tallies,
    ReviewMail mail,
    ReviewCohorts cohorts,
    IApprovals approvals,
    ReviewStore reviews,
    ReviewDuties duties,
    IWorstSteps steps,
    IEnumerable<IReviewListener> listeners,
    IAuditLog audit,
    IWebhooks webhooks,
    TimeProvider clock
)
{
    /// <summary>The beginning of the id of a review's approval.</summary>
    internal const string IdPrefix = "review-";

    private static readonly ApprovalOption[] Options =
    [
        new("keep", "Keep the program as it is"),
        new("change", "Change something", ReasonRequired: true),
        new("pause", "Pause the program", ReasonRequired: true),
        new("scale", "Scale the program beyond its limits", ReasonRequired: true),
        new("overrule", "Scale although signals have too few observations", ReasonRequired: true),
    ];

    /// <inheritdoc cref="ComputeReview"/>
    [Function(nameof(ComputeReview))]
    public async Task<ApprovalRequest?> RunAsync([ActivityTrigger] ReviewKey key, CancellationToken cancellationToken)
    {
        var program = await programs.FindAsync(key.Program, cancellationToken);
        var charter =
            program?.Charter ?? throw new InvalidOperationException($"The program {key.Program} has no charter.");
        var folded = await tallies.FoldAsync(program, key.Period, cancellationToken);
        var review = await reviews.FindAsync(key.Program, key.Period, cancellationToken);
        if (review is null && !program.Reviews.IsDue(key.Period))
        {
            await SkipAsync(program, key.Period, cancellationToken);
            return null;
        }

        review ??= await reviews.AddAsync(
            await MeasureAsync(program, program.Reviews.SpanOf(key.Period), folded, cancellationToken),
            cancellationToken
        );
        await webhooks.TellAsync(
            key.Program,
            [
                new WebhookEvent(
                    WebhookEventTypes.ReviewSent,
                    key.Period.Value,
                    review.MeasuredAt,
                    new { key.Period, review.MeasuredAt }
                ),
            ],
            cancellationToken
        );
        var request = new ApprovalRequest
        {
            Id = $"{IdPrefix}{key.Period}",
            Program = key.Program,
            Kind = ApprovalKinds.Review,
            Subject = $"Review of {program.Name}, {DisplayFormat.Months(review.Span)}",
            Page = "review",
            Facts =
            [
                .. review.Breaches.Count == 0
                    ? Array.Empty<ApprovalFact>()
                    : [new ApprovalFact("Governance breaches", string.Join("; ", review.Breaches))],
                .. review
                    .Signals.Where(signal => signal.Target is not null)
                    .Select(signal => new ApprovalFact(
                        ReviewText.Name(signal.Metric),
                        ReviewText.Of(signal, review.Currency)
                    )),
                new("Partners that need a decision", $"{review.Scorecards.Count(card => card.NeedsDecision)}"),
            ],
            Sections =
            [
                .. ReviewText
                    .LayersOf(review)
                    .Select(layer => new ApprovalSection(
                        layer.Title,
                        [.. layer.Facts.Select(fact => $"{fact.Label}: {fact.Value}")]
                    )),
            ],
            Mail = await mail.OfAsync(program, review, cancellationToken),
            Options = Options,
            Owner = charter.Owner,
            Backup = charter.BackupOwner,
            RemindAfter = TimeSpan.FromDays(2),
            EscalateAfter = ReviewDuty.TimeToDecide,
            ExpireAfter = TimeSpan.FromDays(21),
            DecisionOnExpiry = "keep",
        };

        // The e-mail names partners, whom the history of an orchestration would keep.
        return await approvals.PrepareAsync(request, clock.GetUtcNow(), cancellationToken);
    }

    private async Task SkipAsync(AffiliateProgram program, Period period, CancellationToken cancellationToken)
    {
        var skipped = await reviews.SkipAsync(
            new SkippedReview(
                program.Slug,
                period,
                program.Reviews.CadenceOf(period),
                program.Reviews.ReviewOf(period),
                clock.GetUtcNow()
            ),
            cancellationToken
        );
        await audit.RecordAsync(
            new AuditEntry(
                program.Slug,
                $"review:{period}:skipped",
                "rule:review_cadence",
                "review_skipped",
                period.Value,
                skipped.Sentence,
                skipped.At
            ),
            cancellationToken
        );
        foreach (var listener in listeners)
        {
            await listener.EndedAsync(program.Slug, period, cancellationToken);
        }
    }

    private IReadOnlyList<Scorecard> CardsOf(MeasuredMonths measured, ReviewRules? rules)
    {
        var (now, program) = (clock.GetUtcNow(), measured.Readings.Program);
        var partners = measured.Readings.Partners.ToDictionary(partner => partner.Id);
        return
        [
            .. Scorecards
                .Of(measured.Facts)
                .Select(card =>
                    card.Judged(
                        // Nothing is recommended for partners who have left.
                        partners.GetValueOrDefault(card.Partner)
                            is { Status: PartnerStatus.Closed }
                            ? null
                            : rules,
                        partners.GetValueOrDefault(card.Partner)?.CertificationsAt(now, program.Zone),
                        (unit, value) => ReviewText.ValueOf(value, unit, program.Currency)
                    )
                ),
        ];
    }

    private async Task<StoredReview> MeasureAsync(
        AffiliateProgram program,
        ReviewSpan span,
        FoldedMonth folded,
        CancellationToken cancellationToken
    )
    {
        var rules = (await ruleBooks.TimelineAsync(program.Slug, cancellationToken))
            .At(clock.GetUtcNow())
            ?.Rules.Book.Review;
        var measured = await signals.MeasureAsync(program, span, folded, cancellationToken);
        var cards = CardsOf(measured, rules);
        return new StoredReview
        {
            Program = program.Slug,
            Period = span.Last,
            FirstMonth = span.Length > 1 ? span.First : null,
            Currency = program.Currency,
            MeasuredAt = clock.GetUtcNow(),
            Signals = measured.Signals,
            Scorecards = cards,
            Medians = Scorecards.MediansOf(cards),
            Cohorts = await cohorts.OfAsync(measured, cards, cancellationToken),
            WorstSteps = await steps.FindAsync(program, span.First.Start(program.Zone), cancellationToken),
            Breaches =
            [
                .. BreachesOf(measured.Readings.Components),
                .. duties.BreachesBefore(span, program, measured.Readings.Reviews),
            ],
        };
    }

    private IEnumerable<string> BreachesOf(IReadOnlyList<OperatingComponent> defined) =>
        [
            .. Enum.GetValues<ComponentName>()
                .Where(name => defined.All(component => component.Name != name))
                .Select(name => $"The {OperatingComponent.TitleOf(name)} is not defined."),
            .. defined
                .Where(component => component.IsOverdue(clock.GetUtcNow()))
                .Select(component =>
                    $"The review of the {component.Title} is overdue since {DisplayFormat.Day(component.DueAt)}; "
                    + $"{component.Owner.Name} owns it."
                ),
        ];
}
