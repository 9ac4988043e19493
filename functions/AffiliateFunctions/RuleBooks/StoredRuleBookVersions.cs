using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;

namespace AffiliateFunctions.RuleBooks;

/// <summary>Reads the versions from the store.</summary>
internal sealed class StoredRuleBookVersions(RuleBookStore ruleBooks, TimeProvider clock) : IRuleBookVersions
{
    public async Task<RuleBookVersions> ListAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        new(await ruleBooks.ListAsync(program, cancellationToken).ToListAsync(cancellationToken), clock.GetUtcNow());

    public async Task<RuleBook> RulesOfAsync(StoredRuleBook version, CancellationToken cancellationToken) =>
        (await ruleBooks.CompiledAsync(version, cancellationToken)).Book;
}
