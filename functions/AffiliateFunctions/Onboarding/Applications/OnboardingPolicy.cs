using Affiliate.Domain.Rules;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>The onboarding policy of the rule book in force.</summary>
/// <param name="RemindAfter">The time after which the person asked is reminded.</param>
/// <param name="EscalateAfter">The time after which the backup is asked.</param>
/// <param name="ExpireAfter">The time after which the application expires or is decided by default.</param>
/// <param name="DecisionOnExpiry">The decision when nobody decides in time.</param>
/// <param name="TermsVersion">
/// The version of the terms that partners accept; empty when any version is accepted.
/// </param>
public sealed record OnboardingPolicy(
    TimeSpan RemindAfter,
    TimeSpan EscalateAfter,
    TimeSpan ExpireAfter,
    string DecisionOnExpiry,
    string TermsVersion
)
{
    /// <summary>
    /// The policy without a rule book: remind after a day, escalate after three days, reject after two weeks.
    /// </summary>
    public static OnboardingPolicy WithoutRules { get; } =
        new(
            TimeSpan.FromHours(24),
            TimeSpan.FromHours(72),
            TimeSpan.FromHours(336),
            ApplicationDecision.Reject,
            string.Empty
        );

    /// <summary>When a rejected applicant may apply again.</summary>
    public Reapplication Reapplication { get; init; } = Reapplication.AtOnce;

    /// <summary>How long the findings of the company's own screening system are awaited.</summary>
    public TimeSpan FindingsWithin { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// Whether the person of an earlier application may apply again at the time. Only a rejection can prevent it.
    /// </summary>
    public bool MayApplyAgain(PartnerApplication earlier, DateTimeOffset now) =>
        earlier.Status != ApplicationStatus.Rejected
        || Reapplication.From(earlier.DecidedAt ?? earlier.SubmittedAt) <= now;

    /// <summary>Whether the accepted terms are the terms in force.</summary>
    public bool IsAccepted(PartnerTerms terms) => TermsVersion.Length == 0 || terms.Version == TermsVersion;
}
