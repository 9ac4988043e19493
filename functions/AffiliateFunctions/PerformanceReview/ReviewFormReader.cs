using System.Globalization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Review;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PerformanceReview.Actions;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Reads the decisions about partners and the tasks from the form of a review.</summary>
internal static class ReviewFormReader
{
    private const int MaxTasks = 3;
    private const int LongestReason = 1000;
    private const int LongestTask = 500;

    private static readonly string[] Choices = ["accept", "change", "decline"];
    private static readonly string[] Kinds = ["promote", "coach", "pause"];

    /// <summary>The submission, and what is to be corrected.</summary>
    /// <param name="fields">The fields of the form.</param>
    /// <param name="review">The review.</param>
    /// <param name="actor">The person who sent the form.</param>
    /// <param name="now">The time.</param>
    /// <param name="nameOf">Names the partners in what is to be corrected; null for their ids.</param>
    /// <param name="rules">The ids of the rules in force; null or empty if no rule book is in force.</param>
    public static (ReviewSubmission Submission, IReadOnlyList<string> Errors) Read(
        IReadOnlyDictionary<string, string> fields,
        StoredReview review,
        string actor,
        DateTimeOffset now,
        Func<PartnerId, string>? nameOf = null,
        IReadOnlyList<string>? rules = null
    )
    {
        var errors = new List<string>();
        var partners = review
            .Scorecards.Where(card => card.NeedsDecision)
            .Select(card => PartnerOf(fields, card, nameOf?.Invoke(card.Partner) ?? card.Partner.Value, errors))
            .OfType<RecommendationDecision>()
            .ToList();
        var tasks = Enumerable.Range(1, MaxTasks).Select(n => TaskOf(fields, n, now, errors)).OfType<ReviewTask>();
        var submission = new ReviewSubmission(
            actor,
            fields.GetValueOrDefault("decision") ?? string.Empty,
            partners,
            [.. tasks]
        )
        {
            RuleChange = RuleChangeForm.Read(fields, rules ?? [], errors),
            Metric = MetricOf(fields, "metric", hasPartner: false, "The program", errors),
        };
        return (submission, errors);
    }

    // A recommendation without a choice stays open: nothing is done.
    private static RecommendationDecision? PartnerOf(
        IReadOnlyDictionary<string, string> fields,
        Scorecard card,
        string name,
        List<string> errors
    )
    {
        var choice = Field(fields, $"choice_{card.Partner}");
        if (choice is null)
        {
            return null;
        }

        var (instead, reason) = (Field(fields, $"instead_{card.Partner}"), Field(fields, $"why_{card.Partner}"));
        var decision = new RecommendationDecision(
            card.Partner,
            card.Recommendation!,
            choice,
            instead,
            Field(fields, $"group_{card.Partner}"),
            reason
        )
        {
            Metric = MetricOf(fields, $"metric_{card.Partner}", hasPartner: true, name, errors),
        };
        var mistake =
            !Choices.Contains(choice) ? "choose to do it, to do something else, or to do nothing."
            : choice == "change" && !Kinds.Contains(instead) ? "choose what is done instead."
            : choice != "accept" && reason is null ? "give a reason not to follow the recommendation."
            : reason?.Length > LongestReason ? "the reason may have at most 1,000 characters."
            : decision is { Kind: "promote", Group: null } ? "give the group that the partner is promoted to."
            // The partner is told of the move weeks before it is carried out, so a wrong name is refused here.
            : decision is { Kind: "promote", Group: { } group } && !PartnerGroup.IsName(group) ? PartnerGroup.Sentence
            : null;
        if (mistake is not null)
        {
            errors.Add($"{name}: {mistake}");
        }

        return decision;
    }

    private static ReviewTask? TaskOf(
        IReadOnlyDictionary<string, string> fields,
        int number,
        DateTimeOffset now,
        List<string> errors
    )
    {
        if (Field(fields, $"task{number}") is not { } text)
        {
            return null;
        }

        var (owner, metric) = (Field(fields, $"owner{number}"), Field(fields, $"metric{number}"));
        var isDay = DateOnly.TryParseExact(
            Field(fields, $"due{number}"),
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        );
        var due = isDay ? new DateTimeOffset(day.ToDateTime(TimeOnly.MaxValue), TimeSpan.Zero) : now;
        var mistake =
            text.Length > LongestTask ? "the text may have at most 500 characters."
            : owner is null || !MailAddressText.IsMailable(owner) ? "give the e-mail address of who does it."
            : due <= now ? "give a day from today on, such as 2027-03-01."
            // The follow-up reads the reviews of two years, and the link of the task works for some time after the day.
            : due > now.AddYears(1) ? "give a day within the next year."
            : metric is not null && SignalCatalog.Find(metric) is null ? "choose a number of the list."
            : null;
        if (mistake is not null)
        {
            errors.Add($"Task {number}: {mistake}");
            return null;
        }

        return new ReviewTask(text, owner!, due, metric);
    }

    private static string? MetricOf(
        IReadOnlyDictionary<string, string> fields,
        string field,
        bool hasPartner,
        string name,
        List<string> errors
    )
    {
        if (Field(fields, field) is { } metric && !ReviewNumbers.IsKnown(metric, hasPartner))
        {
            errors.Add($"{name}: choose a number of the list.");
            return null;
        }

        return Field(fields, field);
    }

    internal static string? Field(IReadOnlyDictionary<string, string> fields, string name) =>
        fields.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
}
