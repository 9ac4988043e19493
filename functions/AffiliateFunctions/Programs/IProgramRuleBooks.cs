using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Programs;

/// <summary>
/// The facts about its rule books on which a program depends. The rule book feature implements this interface, because
/// rule books depend on programs.
/// </summary>
public interface IProgramRuleBooks
{
    /// <summary>The currently approved rule books of the program.</summary>
    Task<ApprovedRuleBooks> ApprovedAsync(ProgramSlug program, CancellationToken cancellationToken);

    /// <summary>Whether any rule book of the program was ever submitted for approval, whatever the decision.</summary>
    Task<bool> IsAnySubmittedAsync(ProgramSlug program, CancellationToken cancellationToken);
}

/// <summary>The approved rule books of a program at one time.</summary>
/// <param name="VersionInForce">The number of the version that applies, or null.</param>
/// <param name="Currencies">The currencies of the version that applies and of those that will apply later (ISO
/// 4217).</param>
public sealed record ApprovedRuleBooks(int? VersionInForce, IReadOnlyList<string> Currencies);
