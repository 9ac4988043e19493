using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;

namespace AffiliateFunctions.RuleBooks;

/// <summary>Reads the approved rule books, for other features. Compiled rule books are cached in memory.</summary>
public interface IRuleBooks
{
    /// <summary>
    /// The approved versions of the program with the times from which they apply. Each call makes a request to storage,
    /// so callers read the timeline once for many events.
    /// </summary>
    Task<RuleBookTimeline> TimelineAsync(ProgramSlug program, CancellationToken cancellationToken);

    /// <summary>
    /// The same as <see cref="TimelineAsync"/>, but from memory: the data is a few seconds old at most and usually
    /// needs no request to storage. Versions approved by this process are included at once.
    /// </summary>
    ValueTask<RuleBookTimeline> RecentTimelineAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        new(TimelineAsync(program, cancellationToken));

    /// <summary>When each approved version was approved, and from when it was to apply.</summary>
    IAsyncEnumerable<RuleBookApprovalTimes> ApprovalsAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        AsyncEnumerable.Empty<RuleBookApprovalTimes>();

    /// <summary>Whether any rule book of the program was ever submitted for approval, whatever the decision.</summary>
    Task<bool> IsAnySubmittedAsync(ProgramSlug program, CancellationToken cancellationToken);
}

/// <summary>The times of an approved version.</summary>
/// <param name="Version">The number of the version.</param>
/// <param name="ApprovedAt">When it was approved.</param>
/// <param name="EffectiveFrom">From when it was to apply.</param>
public sealed record RuleBookApprovalTimes(int Version, DateTimeOffset ApprovedAt, DateTimeOffset EffectiveFrom);

/// <summary>An approved rule book, ready to evaluate.</summary>
/// <param name="Version">The number of the version in the program.</param>
/// <param name="AppliesFrom">
/// The first instant at which the version applies: its effective date, or the time of its approval if that was later.
/// </param>
/// <param name="Hash">The SHA-256 of the canonical form, in lower-case hexadecimal.</param>
/// <param name="Rules">The compiled rules.</param>
public sealed record ApprovedRuleBook(int Version, DateTimeOffset AppliesFrom, string Hash, CompiledRuleBook Rules);

/// <summary>
/// Which version applies at which time. Exactly one version applies at any time after the first approval, and none
/// before.
/// </summary>
/// <param name="Versions">The approved versions.</param>
public sealed record RuleBookTimeline(IReadOnlyList<ApprovedRuleBook> Versions)
{
    // Kept in search order, because every event searches the versions.
    private readonly ApprovedRuleBook[] lastFirst =
    [
        .. Versions
            .OrderByDescending(version => version.AppliesFrom)
            .ThenByDescending(approvedRuleBook => approvedRuleBook.Version),
    ];

    /// <summary>The version with the number.</summary>
    /// <exception cref="OutdatedRuleBooksException">The timeline was read before the version was approved.</exception>
    public ApprovedRuleBook Of(int? version) =>
        Versions.FirstOrDefault(approvedRuleBook => approvedRuleBook.Version == version)
        ?? throw new OutdatedRuleBooksException(version);

    /// <summary>
    /// The version that applies at the given time, or null. This is the version with the latest start; of two versions
    /// with the same start, the one with the higher number.
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
/// A decision refers to a rule book that was approved after this process read the program's rule books. A retry reads
/// the rule books again.
/// </summary>
public sealed class OutdatedRuleBooksException(int? version)
    : TimeoutException($"The rule book {version} was approved a moment ago and cannot be read yet.");
