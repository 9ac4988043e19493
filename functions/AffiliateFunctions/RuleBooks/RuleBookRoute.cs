using System.Globalization;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.RuleBooks;

/// <summary>Finds the rule book version of a route.</summary>
internal static class RuleBookRoute
{
    /// <summary>The stored version with its document, or a not-found problem.</summary>
    public static async Task<Result<(StoredRuleBook Stored, string Document)>> RequireAsync(
        this RuleBookStore ruleBooks,
        ProgramSlug program,
        string version,
        CancellationToken cancellationToken
    ) =>
        int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && await ruleBooks.FindAsync(program, number, cancellationToken) is { } found
            ? found
            : Problem.NotFound($"The program '{program}' has no rule book {version}.");
}
