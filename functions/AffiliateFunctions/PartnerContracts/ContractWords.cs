using Affiliate.Domain.Rules;
using Affiliate.Pages;
using AffiliateFunctions.PartnerContracts.Store;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.PartnerContracts;

/// <summary>
/// Describes contract terms in words, without texts that people wrote: audit records are never erased.
/// </summary>
internal static class ContractWords
{
    /// <summary>The terms in one line.</summary>
    public static string Of(StoredContract contract) =>
        $"{contract.Id}: {string.Join(", ", contract.ToTerms().Pays.Keys)}, {Period(contract)}";

    /// <summary>From when until when the terms apply.</summary>
    public static string Period(StoredContract contract) =>
        $"from {DisplayFormat.Time(contract.From)} until {DisplayFormat.Time(contract.EndsAt)}";

    /// <summary>Each rule with the pay of the terms and the pay of the rule book.</summary>
    public static IEnumerable<(string Rule, string Pay, string? InsteadOf)> Pays(ContractTerms terms, RuleBook? book)
    {
        foreach (var (id, pay) in terms.Pays.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var rule = book is null ? null : terms.ReplacedIn(book).FirstOrDefault(rule => rule.Id == id);
            yield return rule is null
                ? (id, "no effect: the rule book has no such rule", null)
                : (id, PayText.Of(book!, rule with { Pay = pay }), PayText.Of(book!, rule));
        }
    }

    /// <summary>The pay of each rule as one text: of the terms, and of the rule book.</summary>
    public static (Dictionary<string, string> Before, Dictionary<string, string> After) Change(
        ContractTerms terms,
        RuleBook? book
    )
    {
        var pays = Pays(terms, book).Where(pay => pay.InsteadOf is not null).ToList();
        return (
            pays.ToDictionary(pay => pay.Rule, pay => pay.InsteadOf!, StringComparer.Ordinal),
            pays.ToDictionary(pay => pay.Rule, pay => pay.Pay, StringComparer.Ordinal)
        );
    }
}
