using System.Globalization;
using System.Text.Json.Serialization;
using Affiliate.Pages;

namespace AffiliateFunctions.RuleBooks;

/// <summary>How far a change is that a review decided.</summary>
public enum RuleChangeState
{
    /// <summary>The draft is as it was opened.</summary>
    Untouched,

    /// <summary>A version that is based on the draft is stored, and not submitted yet.</summary>
    Edited,

    /// <summary>The draft or a version that is based on it waits for its approval.</summary>
    Submitted,

    /// <summary>It was rejected, and no later one is stored.</summary>
    Rejected,

    /// <summary>It is approved, and applies from a later time.</summary>
    Approved,

    /// <summary>It is in force, or was until a later version began.</summary>
    InForce,
}

/// <summary>
/// What became of a draft that was opened for a change: of the draft itself, of the versions that are based on it, and of
/// those that are based on them.
/// </summary>
/// <param name="Draft">The number of the draft.</param>
/// <param name="State">How far the change is.</param>
/// <param name="Version">The version that decides the state.</param>
/// <param name="AppliesFrom">From when an approved version applies; null without one.</param>
public sealed record RuleChange(int Draft, RuleChangeState State, int Version, DateTimeOffset? AppliesFrom)
{
    /// <summary>Whether another request can be added to the draft: nothing of it is submitted or approved.</summary>
    [JsonIgnore]
    public bool TakesRequests =>
        State is RuleChangeState.Untouched or RuleChangeState.Edited or RuleChangeState.Rejected;

    /// <summary>The state in words.</summary>
    public string Sentence =>
        State switch
        {
            RuleChangeState.Untouched => Text($"Draft {Draft} of the rule book is not edited yet."),
            RuleChangeState.Edited => Text($"Version {Version}, based on draft {Draft}, is not submitted yet."),
            RuleChangeState.Submitted => Text($"Version {Version} waits for its approval."),
            RuleChangeState.Rejected => Text($"Version {Version} was rejected, so the change is still open."),
            RuleChangeState.Approved => Text(
                $"Version {Version} is approved and applies from {DisplayFormat.Day(AppliesFrom!.Value)}."
            ),
            _ => Text($"Version {Version} is in force since {DisplayFormat.Day(AppliesFrom!.Value)}."),
        };

    /// <summary>The state of a draft.</summary>
    /// <param name="draft">The number of the draft.</param>
    /// <param name="versions">The versions of the program, by number.</param>
    /// <param name="now">The time.</param>
    public static RuleChange Of(int draft, IReadOnlyList<StoredRuleBook> versions, DateTimeOffset now)
    {
        var based = BasedOn(draft, versions);
        if (based.Where(version => version.AppliesFrom <= now).MinBy(version => version.AppliesFrom) is { } inForce)
        {
            return new RuleChange(draft, RuleChangeState.InForce, inForce.Version, inForce.AppliesFrom);
        }

        if (based.LastOrDefault(version => version.Status == RuleBookStatus.Approved) is { } approved)
        {
            return new RuleChange(draft, RuleChangeState.Approved, approved.Version, approved.AppliesFrom);
        }

        if (based.LastOrDefault(version => version.Status == RuleBookStatus.Submitted) is { } submitted)
        {
            return new RuleChange(draft, RuleChangeState.Submitted, submitted.Version, AppliesFrom: null);
        }

        var last = based[^1];
        var state =
            last.Status == RuleBookStatus.Rejected ? RuleChangeState.Rejected
            : last.Version == draft ? RuleChangeState.Untouched
            : RuleChangeState.Edited;
        return new RuleChange(draft, state, last.Version, AppliesFrom: null);
    }

    /// <summary>The draft of a version: the one with a request that the version is, or is based on; null for none.</summary>
    /// <param name="version">The number of the version.</param>
    /// <param name="versions">The versions of the program, by number.</param>
    public static StoredRuleBook? DraftOf(int version, IReadOnlyList<StoredRuleBook> versions)
    {
        // A version is always based on one with a lower number, so the search ends.
        for (
            var found = versions.FirstOrDefault(stored => stored.Version == version);
            found is not null;
            found = versions.FirstOrDefault(stored => stored.Version == found.BasedOn)
        )
        {
            if (found.ChangeRequests is not null)
            {
                return found;
            }
        }

        return null;
    }

    private static List<StoredRuleBook> BasedOn(int draft, IReadOnlyList<StoredRuleBook> versions)
    {
        var numbers = new HashSet<int> { draft };
        var based = new List<StoredRuleBook>();
        foreach (var version in versions)
        {
            if (version.Version == draft || (version.BasedOn is { } basis && numbers.Contains(basis)))
            {
                numbers.Add(version.Version);
                based.Add(version);
            }
        }

        return based;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
