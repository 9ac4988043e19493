namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>What the rule book in force says about onboarding.</summary>
/// <param name="RemindAfter">After how long whoever is asked is reminded.</param>
/// <param name="EscalateAfter">After how long the backup is asked.</param>
/// <param name="ExpireAfter">After how long waiting ends.</param>
/// <param name="DecisionOnExpiry">What is decided when nobody decides.</param>
/// <param name="TermsVersion">The terms that partners accept, or empty where any will do.</param>
public sealed record OnboardingPolicy(
    TimeSpan RemindAfter,
    TimeSpan EscalateAfter,
    TimeSpan ExpireAfter,
    string DecisionOnExpiry,
    string TermsVersion
)
{
    /// <summary>What applies without a rule book: a day, three days, two weeks, and no.</summary>
    public static OnboardingPolicy WithoutRules { get; } =
        new(
            TimeSpan.FromHours(24),
            TimeSpan.FromHours(72),
            TimeSpan.FromHours(336),
            ApplicationDecision.Reject,
            string.Empty
        );

    /// <summary>Whether these accepted terms are the ones in force.</summary>
    public bool IsAccepted(PartnerTerms terms) => TermsVersion.Length == 0 || terms.Version == TermsVersion;
}
