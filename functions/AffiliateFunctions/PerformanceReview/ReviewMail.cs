using System.Globalization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PerformanceReview.Actions;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>
/// Writes the e-mail of a review, which is read in two minutes: what is to be decided, what changed, the signals with
/// their status in words, and the partners that need a decision. The packet behind the link has everything.
/// </summary>
public sealed class ReviewMail(IPartners partners, ReviewActionProgress progress, TimeProvider clock)
{
    private const int MaxChanges = 5;
    private const int MaxSignals = 8;
    private const int MaxPartners = 5;
    private const int MaxBreaches = 5;
    private const int MaxActions = 5;

    // What an owner asks first, also without a target.
    private static readonly string[] Always = ["net_revenue", "commission_share", "conversion_rate", "refund_rate"];

    /// <summary>The content of the e-mail.</summary>
    public async Task<ApprovalMail> OfAsync(
        AffiliateProgram program,
        StoredReview review,
        CancellationToken cancellationToken
    )
    {
        var waiting = review
            .Scorecards.Where(card => card.NeedsDecision)
            .OrderBy(card => ReviewText.RankOf(card.Recommendation))
            .ThenByDescending(card => card.Revenue)
            .ToList();
        var actions = await progress.ShownInAsync(review, cancellationToken);
        var named = await partners.FindAllAsync(
            program.Slug,
            waiting
                .Take(MaxPartners)
                .Select(card => card.Partner)
                .Concat(actions.Select(shown => shown.Action.Partner).OfType<PartnerId>())
                .Union(StepText.PartnersOf(review)),
            cancellationToken
        );
        string NameOf(PartnerId partner) => named.GetValueOrDefault(partner)?.Company ?? ReviewText.FormerPartner;
        return new ApprovalMail(
            [OpeningOf(review, waiting.Count), ReviewText.SummaryOf(review)],
            [
                new ApprovalSection("What changed", ChangesOf(review)),
                new ApprovalSection("Signals", SignalsOf(review)),
                .. Section(
                    "Partners that need a decision",
                    waiting.Select(card =>
                        $"{NameOf(card.Partner)}: {ReviewText.RecommendationOf(card.Recommendation)}, because {card.Why}."
                    ),
                    MaxPartners
                ),
                .. Section(
                    "What earlier reviews decided to do",
                    actions
                        .OrderBy(shown => shown.Action.IsOpen ? 0 : 1)
                        .ThenBy(shown => shown.Action.DueAt)
                        .Select(shown => TextOf(shown.LineAt(clock.GetUtcNow(), NameOf))),
                    MaxActions
                ),
                .. Section(StepText.Title, StepText.LinesOf(review, NameOf), MaxBreaches),
                .. Section("Governance breaches", review.Breaches, MaxBreaches),
            ]
        );
    }

    private static string TextOf(ActionLine line) =>
        $"{line.Status}: {line.Text}{(line.Moved is { } moved ? $" ({moved})" : string.Empty)}";

    private static string OpeningOf(StoredReview review, int partners)
    {
        var decision =
            $"Please decide how the program goes on after {DisplayFormat.Months(review.Span)}: keep it as it is, change something, pause it or "
            + "scale it.";
        return partners switch
        {
            0 => $"{decision} No partner needs a decision.",
            1 => $"{decision} One partner needs a decision.",
            _ => string.Create(CultureInfo.InvariantCulture, $"{decision} {partners} partners need a decision."),
        };
    }

    private static List<string> ChangesOf(StoredReview review)
    {
        var compared = review
            .Signals.Where(signal => signal.Target is not null || Always.Contains(signal.Metric))
            .ToList();
        if (compared.All(signal => signal.Change is null))
        {
            return ["There is no earlier review to compare with."];
        }

        var changed = compared.Where(signal => signal.Change is not (null or 0)).Take(MaxChanges).ToList();
        return changed.Count == 0
            ? ["Nothing changed since the review before."]
            : [.. changed.Select(signal => ReviewText.ChangeOf(signal, review.Currency))];
    }

    private static List<string> SignalsOf(StoredReview review)
    {
        var judged = review
            .Signals.Where(signal => signal.Target is not null)
            .OrderBy(signal => ReviewText.RankOf(signal.Status))
            .Select(signal => ReviewText.JudgementOf(signal, review.Currency))
            .ToList();
        return judged.Count == 0 ? ["The charter sets no targets."] : Folded(judged, MaxSignals);
    }

    private static IEnumerable<ApprovalSection> Section(string title, IEnumerable<string> lines, int most) =>
        lines.ToList() is { Count: > 0 } all ? [new ApprovalSection(title, Folded(all, most))] : [];

    private static List<string> Folded(List<string> lines, int most) =>
        lines.Count <= most
            ? lines
            :
            [
                .. lines.Take(most),
                string.Create(CultureInfo.InvariantCulture, $"And {lines.Count - most} more, which the review shows."),
            ];
}
