using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.RuleBooks.Text;

namespace AffiliateFunctions.RuleBooks;

/// <summary>Opens drafts for the changes that reviews decide, and finds what became of them.</summary>
public sealed class RuleChanges(RuleBookStore ruleBooks)
{
    /// <summary>The rules of the version in force that a change can name; empty if no version is in force.</summary>
    public async Task<IReadOnlyList<RuleChoice>> ChoicesAsync(
        ProgramSlug program,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if ((await ruleBooks.TimelineAsync(program, cancellationToken)).At(now)?.Rules.Book is not { } book)
        {
            return [];
        }

        var statements = RuleBookStatements
            .Of(book)
            .DistinctBy(statement => statement.Name)
            .ToDictionary(statement => statement.Name, statement => statement.Text, StringComparer.Ordinal);
        return [.. IdsOf(book).Select(id => new RuleChoice(id, statements.GetValueOrDefault(id) ?? string.Empty))];
    }

    /// <summary>
    /// Opens a draft for the request: a copy of the version in force as the next version, which carries the request. While
    /// a draft of an earlier request is neither submitted nor approved, and the version of which it is a copy is still
    /// in force, the request is added to it. A repeated call returns the same draft.
    /// </summary>
    /// <returns>The draft; null if no version is in force.</returns>
    public async Task<OpenedRuleChange?> OpenAsync(
        ProgramSlug program,
        RuleChangeRequest request,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var retries = new ConflictRetries($"the draft for {request.Action} of {program}");
        while (true)
        {
            var versions = await ListAsync(program, cancellationToken);
            if (versions.FirstOrDefault(version => version.Asks(request.Action)) is { } known)
            {
                return new OpenedRuleChange(known.Version, known.ChangeRequests![0].Action == request.Action);
            }

            var inForce = new RuleBookVersions(versions, now).InForce;
            if (OpenDraftOf(versions, inForce, now) is { } open)
            {
                await ruleBooks.ChangeAsync(
                    program,
                    open.Version,
                    stored => stored.WithRequest(request),
                    cancellationToken
                );
                return new OpenedRuleChange(open.Version, IsNew: false);
            }

            if (inForce is null)
            {
                return null;
            }

            var (_, document) = (await ruleBooks.FindAsync(program, inForce.Version, cancellationToken))!.Value;
            var copy = RuleBookDocument.Renamed(document, $"to change after {request.Review}");
            var next = new StoredRuleBook(
                program,
                versions[^1].Version + 1,
                RuleBookStatus.Draft,
                copy.Hash,
                EffectiveFrom: null,
                now,
                DecidedAt: null,
                DecidedBy: null
            )
            {
                CopyOf = inForce.Version,
                ChangeRequests = [request],
            };
            if (await ruleBooks.TryAddAsync(next, copy.Canonical, cancellationToken))
            {
                return new OpenedRuleChange(next.Version, IsNew: true);
            }

            // Another version was stored in between; it may be the draft of another request.
            await retries.NextAsync(cancellationToken);
        }
    }

    /// <summary>What became of the drafts.</summary>
    /// <param name="program">The program.</param>
    /// <param name="drafts">The numbers of the drafts.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyDictionary<int, RuleChange>> FindAsync(
        ProgramSlug program,
        IEnumerable<int> drafts,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var asked = drafts.ToHashSet();
        if (asked.Count == 0)
        {
            return new Dictionary<int, RuleChange>();
        }

        var versions = await ListAsync(program, cancellationToken);
        return versions
            .Where(version => asked.Contains(version.Version))
            .ToDictionary(version => version.Version, version => RuleChange.Of(version.Version, versions, now));
    }

    /// <summary>What reviews asked to change in the version, or in the draft that it is based on.</summary>
    public async Task<IReadOnlyList<RuleChangeRequest>> RequestsOfAsync(
        ProgramSlug program,
        int version,
        CancellationToken cancellationToken
    ) => RuleChange.DraftOf(version, await ListAsync(program, cancellationToken))?.ChangeRequests ?? [];

    private async Task<List<StoredRuleBook>> ListAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        await ruleBooks.ListAsync(program, cancellationToken).ToListAsync(cancellationToken);

    // A copy of a version that is no longer in force would take back what has changed since. Drafts that were stored by
    // earlier releases do not name their version, which is the one that was in force when they were stored.
    private static StoredRuleBook? OpenDraftOf(
        List<StoredRuleBook> versions,
        StoredRuleBook? inForce,
        DateTimeOffset now
    ) =>
        versions.LastOrDefault(version => version.ChangeRequests is not null) is { } last
        && (last.CopyOf ?? new RuleBookVersions(versions, last.CreatedAt).InForce?.Version) == inForce?.Version
        && RuleChange.Of(last.Version, versions, now).TakesRequests
            ? last
            : null;

    private static IEnumerable<string> IdsOf(RuleBook book) =>
        book
            .Commissions.Select(rule => rule.Id)
            .Concat(book.Eligibility.Screens.Select(screen => screen.Id))
            .Concat(book.Caps.Select(cap => cap.Id))
            .Concat(book.Bonuses.Select(bonus => bonus.Id))
            .Distinct(StringComparer.Ordinal);
}

/// <summary>A rule that a change can name.</summary>
/// <param name="Id">The id of the rule.</param>
/// <param name="Text">The rule in words.</param>
public sealed record RuleChoice(string Id, string Text);

/// <summary>The draft that was opened for a request.</summary>
/// <param name="Version">The number of the draft.</param>
/// <param name="IsNew">Whether it was opened for this request; otherwise the request was added to an open draft.</param>
public sealed record OpenedRuleChange(int Version, bool IsNew);
