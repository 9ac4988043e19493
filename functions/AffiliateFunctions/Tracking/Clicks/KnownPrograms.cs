using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Governance;

namespace AffiliateFunctions.Tracking.Clicks;

/// <summary>The programs that links lead to, kept in memory for some seconds, so that most visitors wait for no storage.</summary>
internal sealed class KnownPrograms(IPrograms programs, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly LastKnown<ProgramSlug, AffiliateProgram> bySlug = new(Lifetime, clock);
    private readonly LastKnown<string, OnlyProgram> only = new(Lifetime, clock);

    /// <summary>The program, or null.</summary>
    public ValueTask<AffiliateProgram?> FindAsync(ProgramSlug slug, CancellationToken cancellationToken)
        => bySlug.FindAsync(slug, one => programs.FindAsync(one, CancellationToken.None), cancellationToken);

    /// <summary>The program, where there is but one; its site is where unknown links lead.</summary>
    public async ValueTask<AffiliateProgram?> OnlyAsync(CancellationToken cancellationToken)
        => (await only.FindAsync(string.Empty, async _ => (OnlyProgram?)await ReadOnlyAsync(), cancellationToken))?.Program;

    private async Task<OnlyProgram> ReadOnlyAsync()
    {
        var first = await programs.ListAsync(CancellationToken.None).Take(2).ToListAsync();
        return new OnlyProgram(first.Count == 1 ? first[0] : null);
    }

    private sealed record OnlyProgram(AffiliateProgram? Program);
}
