using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Links.Visitors;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.Links;

/// <summary>Caches the programs of links for a few seconds, so that most visitors do not wait for storage.</summary>
public sealed class ProgramCache(IPrograms programs, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly StaleWhileUnavailableCache<ProgramSlug, CachedProgram> bySlug = new(
        slug => ReadAsync(programs, slug),
        Lifetime,
        clock
    );
    private readonly StaleWhileUnavailableCache<string, OnlyProgram> only = new(
        _ => ReadOnlyAsync(programs),
        Lifetime,
        clock
    );

    /// <summary>Returns the program for a visitor, or null.</summary>
    public ValueTask<CachedProgram?> FindAsync(ProgramSlug slug, WaitBudget budget) => bySlug.FindAsync(slug, budget);

    /// <summary>Returns the program if there is only one; links with unknown codes then lead to its site.</summary>
    public async ValueTask<CachedProgram?> OnlyAsync(WaitBudget budget) =>
        (await only.FindAsync(string.Empty, budget))?.Program;

    private static async Task<CachedProgram?> ReadAsync(IPrograms programs, ProgramSlug slug) =>
        await programs.FindAsync(slug, CancellationToken.None) is { } program ? new CachedProgram(program) : null;

    private static async Task<OnlyProgram?> ReadOnlyAsync(IPrograms programs)
    {
        var first = await programs.ListAsync(CancellationToken.None).Take(2).ToListAsync();
        return new OnlyProgram(first.Count == 1 ? new CachedProgram(first[0]) : null);
    }

    private sealed record OnlyProgram(CachedProgram? Program);
}

/// <summary>A program as visitors need it.</summary>
/// <param name="Program">The program.</param>
public sealed record CachedProgram(AffiliateProgram Program)
{
    /// <summary>The destinations of its links.</summary>
    public Destinations Destinations => field ??= new Destinations(Program);

    /// <summary>Whether clicks on its links count.</summary>
    public bool TakesClicks => Program.Stage is ProgramStage.Pilot or ProgramStage.Live;
}
