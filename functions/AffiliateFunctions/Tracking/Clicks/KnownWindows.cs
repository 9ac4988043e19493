using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.ProgramRules;

namespace AffiliateFunctions.Tracking.Clicks;

/// <summary>For how long a program's clicks count, by the rule book in force; kept in memory for some minutes.</summary>
internal sealed class KnownWindows(IRuleBooks ruleBooks, TimeProvider clock)
{
    // That of a rule book which says nothing of it.
    private static readonly TimeSpan Usual = TimeSpan.FromDays(90);
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly LastKnown<ProgramSlug, RuleBookTimeline> known = new(Lifetime, clock);

    /// <summary>The window; the usual one where no rule book is in force, or none can be read at present.</summary>
    public async ValueTask<TimeSpan> OfAsync(ProgramSlug program, CancellationToken cancellationToken)
    {
        try
        {
            var timeline = await known.FindAsync(program, async one => await ruleBooks.TimelineAsync(one, CancellationToken.None), cancellationToken);
            return timeline?.At(clock.GetUtcNow()) is { } inForce ? TimeSpan.FromDays(inForce.Rules.Book.Attribution.WindowDays) : Usual;
        }
        catch (Exception fault) when (StorageFaults.IsAway(fault))
        {
            return Usual;
        }
    }
}
