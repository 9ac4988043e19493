using Affiliate.Domain.Payouts;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Rules;
using Affiliate.Pages;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.Onboarding.Payees;

/// <summary>Reads from the rule book in force how a program pays its partners.</summary>
public sealed class PayeePolicies(IRuleBooks ruleBooks, TimeProvider clock)
{
    /// <summary>The policy that applies now to a partner.</summary>
    /// <param name="program">The program.</param>
    /// <param name="group">The partner's group.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<PayeePolicy> InForceAsync(
        AffiliateProgram program,
        string group,
        CancellationToken cancellationToken
    )
    {
        var book = (await ruleBooks.TimelineAsync(program.Slug, cancellationToken)).At(clock.GetUtcNow())?.Rules.Book;
        return PayeePolicy.Of(program, book, group);
    }
}

/// <summary>How a program pays its partners.</summary>
/// <param name="Methods">The offered methods that carry the program's currency.</param>
/// <param name="NeedsTaxForm">Whether a partner is paid only with a tax form.</param>
/// <param name="WhenPaid">When and how partners are paid, in words.</param>
public sealed record PayeePolicy(IReadOnlyList<string> Methods, bool NeedsTaxForm, string WhenPaid)
{
    /// <summary>The policy of a rule book; without a rule book, of a cycle's defaults.</summary>
    public static PayeePolicy Of(AffiliateProgram program, RuleBook? book, string group)
    {
        var methods = (book?.Payout.Methods ?? PayoutMethods.All)
            .Where(method => PayoutMethods.Carries(method, program.Currency))
            .ToList();
        return new PayeePolicy(
            methods,
            book?.Payout.Require.Contains("tax_form") ?? true,
            WordsOf(program, book, group, methods)
        );
    }

    /// <summary>The name of a method, as partners know it.</summary>
    public static string NameOf(string method) => PayoutMethodNames.Of(method);

    private static string TransferOf(string method) =>
        method switch
        {
            "ach" => "bank transfer (ACH)",
            "sepa" => "bank transfer (SEPA)",
            _ => NameOf(method),
        };

    private static string WordsOf(AffiliateProgram program, RuleBook? book, string group, IReadOnlyList<string> methods)
    {
        var due = book?.HoldOf(group) is { Days: > 0 and var days }
            ? $"A commission is due {DisplayFormat.Days(days)} after the sale. "
            : string.Empty;
        var minimum = book is { Payout.Minimum: > 0 and var least }
            ? $" Less than {DisplayFormat.Amount(least, program.Currency)} is " + "carried over to the next month."
            : string.Empty;
        var by = methods.Select(TransferOf).ToArray() switch
        {
            [] => string.Empty,
            [var only] => $" by {only}",
            [.. var others, var last] => $" by {string.Join(", ", others)} or {last}",
        };
        return $"{due}We close each month in the first days of the next one, and pay what is due then{by}.{minimum}";
    }
}
