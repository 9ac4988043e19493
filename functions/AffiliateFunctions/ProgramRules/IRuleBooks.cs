using Affiliate.Domain.Identity;

namespace AffiliateFunctions.ProgramRules;

/// <summary>The rule books in force, for the other features; compiled ones are cached in memory.</summary>
public interface IRuleBooks
{
    /// <summary>The one version that applies at the given time, or null: approved, and with the latest effective date that is not after it.</summary>
    ValueTask<ApprovedRuleBook?> InForceAsync(ProgramSlug program, DateTimeOffset at, CancellationToken cancellationToken);
}
