using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;

namespace AffiliateFunctions.RuleBooks;

/// <summary>The approved rule books, for the other features; compiled ones are cached in memory.</summary>
public interface IRuleBooks
{
    /// <summary>
    /// The approved versions of the program with the times from which they apply. One request to storage, so ask once
    /// for many events.
    /// </summary>
    Task<RuleBookTimeline> TimelineAsync(ProgramSlug program, CancellationToken cancellationToken);

    /// <summary>
    /// The same as it was a few seconds ago at most, mostly without a request to storage; what this process has
    /// approved is in it.
    /// </summary>
    ValueTask<RuleBookTimeline> RecentTimelineAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        new(TimelineAsync(program, cancellationToken));

    /// <summary>Whether any rule book of the program was submitted, whatever became of it.</summary>
    Task<bool> IsAnySubmittedAsync(ProgramSlug program, CancellationToken cancellationToken);
}

/// <summary>An approved rule book, ready to evaluate.</summary>
/// <param name="Version">Its number in the program.</param>
/// <param name="AppliesFrom">The first instant at which it applies: its effective date, or its approval where that was
/// later.</param>
/// <param name="Hash">The SHA-256 of its canonical form, lower-case hexadecimal.</param>
/// <param name="Rules">The compiled rules.</param>
public sealed record ApprovedRuleBook(int Version, DateTimeOffset AppliesFrom, string Hash, CompiledRuleBook Rules);

/// <summary>Which version applies when: exactly one at any time after the first approval, none before it.</summary>
/// <param name="Versions">The approved versions.</param>
public sealed record RuleBookTimeline(IReadOnlyList<ApprovedRuleBook> Versions)
{
    // Looked through for every event.
    private readonly ApprovedRuleBook[] lastFirst =
    [
        .. Versions
            .OrderByDescending(version => version.AppliesFrom)
            .ThenByDescending(approvedRuleBook => approvedRuleBook.Version),
    ];

    /// <summary>A version by its number.</summary>
    /// <exception cref="OutdatedRuleBooksException">The timeline was read before the version was approved.</exception>
    public ApprovedRuleBook Of(int? version) =>
        Versions.FirstOrDefault(approvedRuleBook => approvedRuleBook.Version == version)
        ?? throw new OutdatedRuleBooksException(version);

    /// <summary>
    /// The version that applies at the given time, or null: the one that began last; of two that began at once, the
    /// higher number.
    /// </summary>
    public ApprovedRuleBook? At(DateTimeOffset time)
    {
        foreach (var approvedRuleBook in lastFirst)
        {
            if (approvedRuleBook.AppliesFrom <= time)
            {
                return approvedRuleBook;
            }
        }

        return null;
    }
}

/// <summary>
/// Something was decided by a rule book that was approved after this process has read the rule books of the program. A
/// later try reads them anew.
/// </summary>
public sealed class OutdatedRuleBooksException(int? version)
    : TimeoutException($"The rule book {version} was approved a moment ago and is not known here yet.");
