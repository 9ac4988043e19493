using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Links.Visitors;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.Links;

/// <summary>
/// What the rule book in force says of clicks; kept in memory for some seconds, so that most visitors wait for no
/// storage.
/// </summary>
public sealed class ClickRuleCache(IRuleBooks ruleBooks, TimeProvider clock)
{
    private static readonly ClickRules Usual = new(TimeSpan.FromDays(90), PayForClicks: false);
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly StaleWhileUnavailableCache<ProgramSlug, RuleBookTimeline> known = new(
        async program => await ruleBooks.TimelineAsync(program, CancellationToken.None),
        Lifetime,
        clock
    );

    /// <summary>What is said; the usual where no rule book is in force, or none can be read at present.</summary>
    public async ValueTask<ClickRules> OfAsync(ProgramSlug program, WaitBudget patience)
    {
        try
        {
            var timeline = await known.FindAsync(program, patience);
            return timeline?.At(clock.GetUtcNow()) is { Rules: var rules }
                ? new ClickRules(
                    TimeSpan.FromDays(rules.Book.Attribution.WindowDays),
                    rules.LooksAt(ConversionType.Click)
                )
                : Usual;
        }
        catch (Exception fault) when (StorageFaults.IsAway(fault))
        {
            return Usual;
        }
    }
}

/// <summary>What a rule book says of clicks.</summary>
/// <param name="Window">For how long they count.</param>
/// <param name="PayForClicks">Whether there are rules for clicks themselves.</param>
public readonly record struct ClickRules(TimeSpan Window, bool PayForClicks);
