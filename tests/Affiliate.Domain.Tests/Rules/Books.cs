using System.Text.Json;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Parsing;

namespace Affiliate.Domain.Tests.Rules;

/// <summary>Rule books for tests.</summary>
internal static class Books
{
    /// <summary>A rule book in USD of some members, given as JSON without the outer braces.</summary>
    public static CompiledRuleBook Of(string members)
    {
        var document = Document(members);
        var (book, errors) = RuleBookParser.Parse(document);
        Assert.Empty(errors);
        return new CompiledRuleBook(book!, CanonicalJson.HashOf(document));
    }

    /// <summary>The errors of a rule book that is wrong.</summary>
    public static IReadOnlyList<RuleError> ErrorsOf(string document) =>
        RuleBookParser.Parse(JsonElement.Parse(document)).Errors;

    /// <summary>A rule book in USD of some members.</summary>
    public static JsonElement Document(string members) =>
        JsonElement.Parse($$"""{"schema": "affiliate-rules/1", "name": "Test", "currency": "USD", {{members}}}""");

    /// <summary>One rule that pays.</summary>
    public static CompiledRuleBook Paying(string pay, string more = "") =>
        Of(
            $$"""
            "commissions": [{"id": "rule", "on": "sale", "pay": {{pay}}{{(more.Length > 0 ? ", " + more : "")}}}]
            """
        );
}
