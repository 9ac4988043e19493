using System.Text.Json;
using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Conditions;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding.Forms;
using AffiliateFunctions.Onboarding.Terms;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>Reads the onboarding policy of the program's rule book in force.</summary>
public sealed class OnboardingPolicies(IRuleBooks ruleBooks, TermsVersions terms, TimeProvider clock)
{
    private const string NoFindings = "none";

    /// <summary>The policy that applies now.</summary>
    public async Task<OnboardingPolicy> InForceAsync(ProgramSlug program, CancellationToken cancellationToken)
    {
        var rules = await RulesAsync(program, cancellationToken);
        var version = await terms.InForceAsync(program, rules?.TermsVersion, cancellationToken);
        return rules is null
            ? OnboardingPolicy.WithoutRules with
            {
                TermsVersion = version,
            }
            : new OnboardingPolicy(
                TimeSpan.FromHours(rules.RemindAfterHours),
                TimeSpan.FromHours(rules.EscalateAfterHours),
                TimeSpan.FromHours(rules.ExpireAfterHours),
                rules.OnExpiry,
                version
            )
            {
                Reapplication = rules.Reapplication,
                FindingsWithin = TimeSpan.FromHours(rules.FindingsWithinHours),
            };
    }

    /// <summary>
    /// The decision of the rules on an application, or null when a person decides. A ban takes precedence over the rule
    /// book, and a rejection over an approval. Nobody is approved by rule while findings that were asked for are
    /// missing, or where two persons must approve.
    /// </summary>
    public async Task<ApplicationDecision?> DecideAsync(
        PartnerApplication application,
        CancellationToken cancellationToken
    )
    {
        if (application.Findings.Any(finding => finding.IsBan))
        {
            return ByRule(approved: false, "rule:banned", "The program has banned this applicant.");
        }

        if (await RulesAsync(application.Program, cancellationToken) is not { } rules)
        {
            return null;
        }

        var facts = FactsOf(application);
        return rules.AutoReject?.IsMet(facts) == true
                ? ByRule(approved: false, "rule:auto_reject", "The program's rules reject this application.")
            : !application.AwaitsFindings
            && rules.SecondPerson?.IsMet(facts) != true
            && rules.AutoApprove?.IsMet(facts) == true
                ? ByRule(approved: true, "rule:auto_approve", "The program's rules approve this application.")
            : null;
    }

    /// <summary>Whether two different persons must approve the application.</summary>
    /// <param name="application">The application.</param>
    /// <param name="group">The group that a person has chosen for the partner; null before a person has approved.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<SecondPersonRule> SecondPersonAsync(
        PartnerApplication application,
        string? group,
        CancellationToken cancellationToken
    )
    {
        if ((await RulesAsync(application.Program, cancellationToken))?.SecondPerson is not { } condition)
        {
            return SecondPersonRule.NotNeeded;
        }

        var facts = FactsOf(application);
        facts[OnboardingRules.AssignedGroup] = group;
        return condition.IsMet(facts) ? SecondPersonRule.Needed
            : group is null && condition.Fields.Contains(OnboardingRules.AssignedGroup)
                ? SecondPersonRule.DependsOnGroup
            : SecondPersonRule.NotNeeded;
    }

    private ApplicationDecision ByRule(bool approved, string rule, string reason) =>
        new(approved, rule, reason, clock.GetUtcNow());

    private async Task<OnboardingRules?> RulesAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        (await ruleBooks.TimelineAsync(program, cancellationToken)).At(clock.GetUtcNow())?.Rules.Book.Onboarding;

    private static FieldFacts FactsOf(PartnerApplication application)
    {
        var (applicant, findings) = (application.Applicant, application.Findings);
        var facts = new FieldFacts
        {
            ["application.name"] = applicant.Name,
            ["application.email"] = applicant.Email,
            ["application.email_domain"] = EmailDomains.Of(applicant.Email),
            ["application.company"] = applicant.Company,
            ["application.website"] = applicant.Website,
            ["application.country"] = applicant.Country,
            ["application.promotion_plan"] = applicant.PromotionPlan,
            ["application.audience"] = applicant.Audience,
            ["application.invite"] = applicant.Invite,
            ["application.findings"] =
                findings.Count == 0 ? NoFindings : string.Join(' ', findings.Select(finding => finding.Code)),
            ["application.severity"] =
                findings.Count == 0 ? NoFindings : StoredJson.NameOf(findings.Max(finding => finding.Severity)),
        };
        foreach (var (name, answer) in applicant.Answers)
        {
            facts[$"application.answers.{name}"] = ValueOf(answer);
        }

        return facts;
    }

    private static FieldValue ValueOf(JsonElement answer) =>
        answer.ValueKind switch
        {
            JsonValueKind.Number => answer.GetDecimal(),
            JsonValueKind.True or JsonValueKind.False => answer.GetBoolean(),
            JsonValueKind.Array => FieldValue.OfItems(AnswerText.Parts(answer)),
            _ => answer.GetString(),
        };
}
