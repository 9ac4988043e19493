using Affiliate.Pages;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Onboarding.Partners;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>States on the page and in the e-mail that two persons must approve, and what the first one has approved.</summary>
internal static class SecondPersonFacts
{
    /// <summary>The facts; none where one person decides.</summary>
    public static IReadOnlyList<ApprovalFact> Of(PartnerApplication application, SecondPersonRule rule)
    {
        if (application.FirstApproval is { } first)
        {
            return [.. OfSecond(first)];
        }

        return application.NeedsSecondPerson
                ?
                [
                    new ApprovalFact(
                        "Approvals",
                        "Two different persons must approve. After you, another person is asked."
                    ),
                ]
            : rule == SecondPersonRule.DependsOnGroup
                ?
                [
                    new ApprovalFact(
                        "Approvals",
                        "Two different persons must approve for some groups. The group that you choose decides whether "
                            + "another person is asked after you."
                    ),
                ]
            : [];
    }

    private static IEnumerable<ApprovalFact> OfSecond(FirstApproval first)
    {
        var onBehalf = first.OnBehalfOf is { } person ? $" on behalf of {person}" : string.Empty;
        yield return new ApprovalFact(
            "First approval",
            $"by {first.Actor}{onBehalf} on {DisplayFormat.Time(first.At)}. You are the second of two persons who must "
                + "approve; a rejection ends the application."
        );
        yield return new ApprovalFact("Group", first.Group ?? PartnerDefaults.Group);
        if (first.Code is { } code)
        {
            yield return new ApprovalFact("Code", code);
        }

        if (first.Reason is { } reason)
        {
            yield return new ApprovalFact("Reason of the first approval", reason) { IsPersonal = true };
        }

        if (first.Message is { } message)
        {
            yield return new ApprovalFact("Message to the applicant, unless you write another", message)
            {
                IsPersonal = true,
            };
        }
    }
}
