using System.Globalization;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Programs;
using Affiliate.Pages;

namespace AffiliateFunctions.Disputes;

/// <summary>The words about disputes, and the amounts that people enter.</summary>
internal static class DisputeWords
{
    /// <summary>What is contested, in words.</summary>
    public static string NameOf(DisputeKind kind) =>
        kind switch
        {
            DisputeKind.Amount => "the amount of a commission",
            DisputeKind.Reversal => "the reversal of a commission",
            DisputeKind.Hold => "the hold of a commission",
            _ => "a missing commission",
        };

    /// <summary>The decision in words for the partner, with what the owner has written.</summary>
    public static IReadOnlyList<string> AnswerOf(Dispute dispute, AffiliateProgram program) =>
        dispute.Message is { } message ? [SentenceOf(dispute, program), message] : [SentenceOf(dispute, program)];

    /// <summary>The pattern of an amount above 0 in the currency, such as <c>12.50</c>.</summary>
    public static string PatternOf(Currency currency) =>
        currency.Digits == 0
            ? @"\A(?=.*[1-9])[0-9]{1,9}\z"
            : string.Create(
                CultureInfo.InvariantCulture,
                $@"\A(?=.*[1-9])[0-9]{{1,9}}(\.[0-9]{{1,{currency.Digits}}})?\z"
            );

    /// <summary>The amount in minor units of a text that matches the pattern.</summary>
    public static long MinorUnitsOf(string text, Currency currency) =>
        ExactAmount.Parse(text).Shift(currency.Digits).Round();

    private static string SentenceOf(Dispute dispute, AffiliateProgram program) =>
        dispute switch
        {
            { Status: DisputeStatus.Expired } =>
                "Nobody has decided on your dispute in time, so everything stays as it is for now. You can open it again.",
            { Status: DisputeStatus.Upheld } => "After a review, everything stays as it is.",
            { Effect.Problem: not null } => "Your dispute is granted. We put it right by hand, and tell you.",
            { Effect: { Remedy: DisputeRemedy.Correction, Amount: { } amount } } =>
                "Your dispute is granted. A correction of "
                    + $"{DisplayFormat.Amount(amount, program.Currency)} is asked "
                    + "for; once a second person has approved it, it is on your statement.",
            { Effect.Remedy: DisputeRemedy.Touch } =>
                "Your dispute is granted. The sale is credited by the program's rules, and is on your next statement.",
            _ => "Your dispute is granted. The commission is released.",
        };
}
