using Affiliate.Domain.Banking;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Payouts.Files;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Payouts.Settings;

/// <summary>Checks payout settings by the same rules as the writers of the files.</summary>
internal static class PayoutSettingsCheck
{
    private const int MaxBankingDaysAhead = 5;

    /// <summary>The settings in canonical form, or a problem that lists every mistake.</summary>
    public static Result<PayoutSettings> Check(PayoutSettings settings)
    {
        var mistakes = new List<(string Pointer, string Sentence)>();
        if (settings.Ach is { } ach)
        {
            mistakes.AddRange(MistakesOf("ach", ach.Originator.Problems(), ach.BankingDaysAhead));
        }

        if (settings.Sepa is { } sepa)
        {
            mistakes.AddRange(MistakesOf("sepa", sepa.Originator.Problems(), sepa.BankingDaysAhead));
        }

        if (settings.Wise is { } wise && !Currency.TryParse(wise.SourceCurrency, out _))
        {
            mistakes.Add(("/wise/source_currency", $"Give {Currency.Form}."));
        }

        return mistakes.Count > 0 ? Problem.Invalid(mistakes) : Canonical(settings);
    }

    private static IEnumerable<(string Pointer, string Sentence)> MistakesOf(
        string method,
        IEnumerable<OriginatorProblem> problems,
        int bankingDaysAhead
    )
    {
        foreach (var problem in problems)
        {
            yield return ($"/{method}/{problem.Field.Replace('.', '/')}", problem.Reason);
        }

        if (bankingDaysAhead is < 0 or > MaxBankingDaysAhead)
        {
            yield return (
                $"/{method}/banking_days_ahead",
                $"Give a number of banking days from 0 to {MaxBankingDaysAhead}."
            );
        }
    }

    private static PayoutSettings Canonical(PayoutSettings settings) =>
        settings.Sepa is { } sepa && Iban.TryParse(sepa.Iban, out var iban)
            ? settings with
            {
                Sepa = sepa with { Iban = iban.Value },
            }
            : settings;
}
