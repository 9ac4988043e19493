using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;

namespace AffiliateFunctions.RuleBooks;

/// <summary>Reads all versions of a program's rule book, whatever their status, for pages.</summary>
public interface IRuleBookVersions
{
    /// <summary>The versions without their documents, by one request to storage for a thousand versions.</summary>
    Task<RuleBookVersions> ListAsync(ProgramSlug program, CancellationToken cancellationToken);

    /// <summary>The rules of a version. Documents never change and are cached, so a call needs one request at most.</summary>
    Task<RuleBook> RulesOfAsync(StoredRuleBook version, CancellationToken cancellationToken);
}

/// <summary>The versions of a program's rule book, with what is in force at a time.</summary>
/// <param name="All">The versions, by number.</param>
/// <param name="Now">The time.</param>
public sealed record RuleBookVersions(IReadOnlyList<StoredRuleBook> All, DateTimeOffset Now)
{
    /// <summary>The version in force, or null.</summary>
    public StoredRuleBook? InForce { get; } = LastOf(All.Where(version => version.AppliesFrom <= Now));

    /// <summary>The version with the number, or null.</summary>
    public StoredRuleBook? Find(int number) => All.FirstOrDefault(version => version.Version == number);

    /// <summary>Whether the version applied until a later one began, or would have applied.</summary>
    public bool IsSuperseded(StoredRuleBook version) =>
        IsSuperseded(version, InForce?.Version, InForce?.AppliesFrom ?? default);

    /// <summary>
    /// The version that applies before the given one: before its start for an approved version, at its decision for a
    /// rejected one, and now for one that is not decided. Null if none applies.
    /// </summary>
    public StoredRuleBook? Before(StoredRuleBook version) =>
        LastOf(
            All.Where(other =>
                other.Version != version.Version
                && other.AppliesFrom is { } from
                && (
                    version.AppliesFrom is { } start
                        ? (from, other.Version).CompareTo((start, version.Version)) < 0
                        : from <= (version.DecidedAt ?? Now)
                )
            )
        );

    /// <summary>What reviews asked to change in the version, or in the draft that it is based on.</summary>
    public IReadOnlyList<RuleChangeRequest> RequestsOf(StoredRuleBook version) =>
        RuleChange.DraftOf(version.Version, All)?.ChangeRequests ?? [];

    /// <summary>What became of the change that was asked for; null for a version without a request of its own.</summary>
    public RuleChange? ChangeOf(StoredRuleBook version) =>
        version.ChangeRequests is null ? null : RuleChange.Of(version.Version, All, Now);

    /// <summary>Whether an approved version applied, or would have applied, until a later version began.</summary>
    /// <param name="version">The version.</param>
    /// <param name="inForce">The number of the version in force, or null.</param>
    /// <param name="since">Since when that version is in force.</param>
    internal static bool IsSuperseded(StoredRuleBook version, int? inForce, DateTimeOffset since) =>
        version.AppliesFrom is { } from
        && inForce is { } current
        && current != version.Version
        && (from, version.Version).CompareTo((since, current)) < 0;

    // The version with the latest start; of two versions with the same start, the one with the higher number.
    private static StoredRuleBook? LastOf(IEnumerable<StoredRuleBook> approved) =>
        approved.MaxBy(version => (version.AppliesFrom, version.Version));
}
