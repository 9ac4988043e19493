using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Conditions;
using Affiliate.Pages;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBooks;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>
/// Measures the month and makes the approval request for the owner. When the step is repeated, the stored measures are
/// used.
/// </summary>
public sealed class ComputeReview(
    ProgramStore programs,
    IRuleBooks ruleBooks,
    MonthSignals signals,
    ReviewStore reviews,
    IPartners partners,
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
    public async Task<ApprovalRequest> RunAsync([ActivityTrigger] ReviewKey key, CancellationToken cancellationToken)
    {
        var program = await programs.FindAsync(key.Program, cancellationToken);
        var charter =
            program?.Charter ?? throw new InvalidOperationException($"The program {key.Program} has no charter.");
        var review =
            await reviews.FindAsync(key.Program, key.Period, cancellationToken)
            ?? await reviews.AddAsync(await MeasureAsync(program, key.Period, cancellationToken), cancellationToken);
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
        return new ApprovalRequest
        {
            Id = $"{IdPrefix}{key.Period}",
            Program = key.Program,
            Kind = ApprovalKinds.Review,
            Subject = $"Review of {program.Name}, {key.Period}",
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
                new(
                    "Partners that need a decision",
                    $"{review.Scorecards.Count(card => card.Recommendation is not null)}"
                ),
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
            Options = Options,
            Owner = charter.Owner,
            Backup = charter.BackupOwner,
            RemindAfter = TimeSpan.FromDays(2),
            EscalateAfter = TimeSpan.FromDays(5),
            ExpireAfter = TimeSpan.FromDays(21),
            DecisionOnExpiry = "keep",
        };
    }

    // Partners are read only if the rules look at their certifications.
    private async Task<IReadOnlyDictionary<PartnerId, IReadOnlyList<string>>> CertifiedAsync(
        AffiliateProgram program,
        ReviewRules? rules,
        CancellationToken cancellationToken
    )
    {
        var (now, zone) = (clock.GetUtcNow(), program.Zone);
        var certified = new Dictionary<PartnerId, IReadOnlyList<string>>();
        var fields = new[] { rules?.PromoteAt, rules?.CoachAt, rules?.PauseAt }
            .OfType<Condition>()
            .SelectMany(condition => condition.Fields);
        if (fields.Any(field => field.StartsWith(Field.CertificationPrefix, StringComparison.Ordinal)))
        {
            await foreach (var partner in partners.ListAsync(program.Slug, cancellationToken))
            {
                certified[partner.Id] = partner.CertificationsAt(now, zone) ?? [];
            }
        }

        return certified;
    }

    private async Task<StoredReview> MeasureAsync(
        AffiliateProgram program,
        Period period,
        CancellationToken cancellationToken
    )
    {
        var rules = (await ruleBooks.TimelineAsync(program.Slug, cancellationToken))
            .At(clock.GetUtcNow())
            ?.Rules.Book.Review;
        var (facts, measured) = await signals.MeasureAsync(program, period, cancellationToken);
        return new StoredReview
        {
            Program = program.Slug,
            Period = period,
            Currency = program.Currency,
            MeasuredAt = clock.GetUtcNow(),
            Signals = measured,
            Scorecards = Scorecards.Of(facts, rules, await CertifiedAsync(program, rules, cancellationToken)),
            Breaches = await BreachesAsync(program.Slug, cancellationToken),
        };
    }

    private async Task<IReadOnlyList<string>> BreachesAsync(ProgramSlug program, CancellationToken cancellationToken)
    {
        var defined = await programs.ComponentsAsync(program, cancellationToken);
        return
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
}
