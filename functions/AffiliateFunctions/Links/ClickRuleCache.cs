using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Links.Visitors;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.Links;

/// <summary>
/// Caches what the rule book in force says about clicks for a few seconds, so that most visitors do not wait for
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

    /// <summary>
    /// Returns the rules for clicks; the defaults if no rule book is in force or none can be read at present.
    /// </summary>
    public async ValueTask<ClickRules> OfAsync(ProgramSlug program, WaitBudget budget)
    {
        try
        {
            var timeline = await known.FindAsync(program, budget);
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

/// <summary>The rules of a rule book for clicks.</summary>
/// <param name="Window">How long clicks count.</param>
/// <param name="PayForClicks">Whether the rule book has rules that pay for clicks.</param>
public readonly record struct ClickRules(TimeSpan Window, bool PayForClicks);
