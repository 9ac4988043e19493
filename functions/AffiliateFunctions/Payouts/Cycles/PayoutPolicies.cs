using Affiliate.Domain.Identity;
using Affiliate.Domain.Payouts;
using Affiliate.Domain.Rules;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>Reads the payout rules of the program's rule book in force.</summary>
public sealed class PayoutPolicies(IRuleBooks ruleBooks, TimeProvider clock)
{
    private static readonly PayoutRules WithoutRules = new(
        0,
        null,
        null,
        PayoutMethods.All,
        ["tax_form", "payout_details"]
    );

    /// <summary>The payout rules of the rule book in force, or the defaults when the program has none.</summary>
    public async Task<PayoutRules> InForceAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        (await ruleBooks.TimelineAsync(program, cancellationToken)).At(clock.GetUtcNow())?.Rules.Book.Payout
        ?? WithoutRules;
}
