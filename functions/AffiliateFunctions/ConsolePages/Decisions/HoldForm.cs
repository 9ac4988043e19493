using Affiliate.Domain.Ledger;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Ledger;

namespace AffiliateFunctions.ConsolePages.Decisions;

/// <summary>The form by which held commissions are released or reversed.</summary>
internal static class HoldForm
{
    private const int MaxReason = 4000;
    private const string Release = "release";
    private const string Reverse = "reverse";
    private const string Fraud = "fraud";

    /// <summary>The form.</summary>
    /// <param name="action">The address that the form is submitted to.</param>
    /// <param name="button">The label of the button.</param>
    /// <param name="entered">The visit whose fields are shown again, or null.</param>
    public static ConsoleForm For(string action, string button, ConsoleVisit? entered = null) =>
        new(action, button)
        {
            Fields =
            [
                new EntryField("decision", "Decision")
                {
                    Choices =
                    [
                        new EntryChoice(string.Empty, "Choose one"),
                        new EntryChoice(Release, "Release: the commission is paid"),
                        new EntryChoice(Reverse, "Reverse: nothing is paid"),
                        new EntryChoice(Fraud, "Reverse for fraud: hold the customer too"),
                    ],
                },
                new EntryField("reason", "Reason") { IsLong = true, Longest = MaxReason },
            ],
            Values = new Dictionary<string, string>
            {
                ["decision"] = entered?.Field("decision") ?? string.Empty,
                ["reason"] = entered?.Field("reason") ?? string.Empty,
            },
        };

    /// <summary>The order of the sent form, in the name of its person.</summary>
    public static Result<HoldOrder> Read(ConsoleVisit visit)
    {
        var (decision, reason) = (visit.Field("decision"), visit.Field("reason"));
        List<(string Pointer, string Sentence)> mistakes = [];
        if (decision is not (Release or Reverse or Fraud))
        {
            mistakes.Add(("/decision", "Choose whether to release or to reverse."));
        }

        if (reason is null or { Length: > MaxReason })
        {
            mistakes.Add(("/reason", "Give a reason of 1 to 4,000 characters."));
        }

        return mistakes.Count > 0
            ? Problem.Invalid(mistakes)
            : new HoldOrder(
                decision == Release ? HoldDecisionKind.Release : HoldDecisionKind.Reverse,
                visit.Person,
                reason!
            )
            {
                IsFraud = decision == Fraud,
            };
    }
}
