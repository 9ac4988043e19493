using Affiliate.Domain.Identity;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.RuleBooks;

/// <summary>Gives programs the facts about their rule books.</summary>
internal sealed class ProgramRuleBooks(IRuleBooks rules, TimeProvider clock) : IProgramRuleBooks
{
    /// <inheritdoc/>
    public async Task<ApprovedRuleBooks> ApprovedAsync(ProgramSlug program, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var timeline = await rules.TimelineAsync(program, cancellationToken);
        var inForce = timeline.At(now);
        var applying = timeline.Versions.Where(version => version == inForce || version.AppliesFrom > now);
        return new ApprovedRuleBooks(
            inForce?.Version,
            [.. applying.Select(version => version.Rules.Book.Currency.Value)]
        );
    }

    /// <inheritdoc/>
    public Task<bool> IsAnySubmittedAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        rules.IsAnySubmittedAsync(program, cancellationToken);
}
