using Affiliate.Domain.Rules;
using AffiliateFunctions.RuleBooks.Text;

namespace AffiliateFunctions.RuleBooks;

/// <summary>Describes the pay of commission rules in words.</summary>
public static class PayText
{
    /// <summary>What the rule pays, such as <c>20 % of net</c>.</summary>
    /// <param name="book">The rule book.</param>
    /// <param name="rule">The rule, whose pay may be another than in the rule book.</param>
    public static string Of(RuleBook book, CommissionRule rule) => new RuleBookStatements(book).Pays(rule);
}
