using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Programs;

/// <summary>
/// The facts about a program's rule books that the program itself depends on. Rule books know their program, so they
/// implement it.
/// </summary>
public interface IProgramRuleBooks
{
    /// <summary>The approved rule books of the program, now.</summary>
    Task<ApprovedRuleBooks> ApprovedAsync(ProgramSlug program, CancellationToken cancellationToken);

    /// <summary>
    /// Whether any rule book of the program was submitted for approval, whatever was decided about it.
    /// </summary>
    Task<bool> IsAnySubmittedAsync(ProgramSlug program, CancellationToken cancellationToken);
}

/// <summary>The approved rule books of a program at one time.</summary>
/// <param name="VersionInForce">The number of the version that applies, or null.</param>
/// <param name="Currencies">The currencies of the version that applies and of those that will apply later (ISO
/// 4217).</param>
public sealed record ApprovedRuleBooks(int? VersionInForce, IReadOnlyList<string> Currencies);
