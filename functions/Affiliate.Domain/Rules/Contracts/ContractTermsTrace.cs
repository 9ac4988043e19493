using System.Text.Json;

namespace Affiliate.Domain.Rules;

/// <summary>The contract terms that an evaluation used.</summary>
/// <param name="Id">The id of the terms.</param>
/// <param name="Hash">The SHA-256 of the terms, in hexadecimal.</param>
/// <param name="Rules">The rules of the event's kind whose pay was replaced.</param>
public sealed record ContractTermsTrace(string Id, string Hash, IReadOnlyList<ReplacedPay> Rules)
{
    /// <summary>The trace of terms; null if they replace no pay for this kind of event.</summary>
    internal static ContractTermsTrace? Of(ContractTerms? terms, RuleBook book, ConversionType type)
    {
        var replaced = terms?.ReplacedIn(book).Where(rule => rule.On == type).ToList();
        return replaced is { Count: > 0 }
            ? new ContractTermsTrace(
                terms!.Id,
                terms.Hash,
                [
                    .. replaced.Select(rule => new ReplacedPay(
                        rule.Id,
                        PayJson.Of(terms.Pays[rule.Id]),
                        PayJson.Of(rule.Pay)
                    )),
                ]
            )
            : null;
    }
}

/// <summary>The pay of a rule that contract terms replaced.</summary>
/// <param name="Rule">The id of the rule.</param>
/// <param name="Pay">The pay of the terms.</param>
/// <param name="InsteadOf">The pay of the rule book.</param>
public sealed record ReplacedPay(string Rule, JsonElement Pay, JsonElement InsteadOf);
