using System.Text.Json;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Rules;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.Ledger.Commissions;

/// <summary>
/// Explains a commission to its partner. The page has all numbers of the partner's own commission. It names no other
/// partner, no data of the customer, no screen and no person of the company.
/// </summary>
internal static class PartnerExplanationText
{
    /// <summary>Returns the content of the page.</summary>
    public static CommissionExplanation Of(AffiliateProgram program, ExplainedCommission explained)
    {
        var currency = Currency.Parse(explained.Commission.Currency);
        return new CommissionExplanation
        {
            Brand = program.Brand(),
            Amount = AmountOf(explained.Commission.Granted, currency),
            Facts = [.. FactsOf(program, explained.Commission, currency)],
            Steps =
                explained.Commission.Adjustment is { } adjustment
                    ? [StepOf(program, explained.Commission, adjustment, currency)]
                : explained.Commission.Corrects is null
                    ?
                    [
                        .. new TraceText(CommissionTrace.Parse(explained.Trace), currency, isForPartner: true).Steps(),
                        .. new ReversalText(explained.Reversals, currency, isForPartner: true).Steps(),
                    ]
                : new ReversalText(
                    [JsonSerializer.Deserialize<Reversal>(explained.Trace, StoredJson.Options)!],
                    currency,
                    isForPartner: true
                ).Steps(),
        };
    }

    private static LineList StepOf(
        AffiliateProgram program,
        Commission line,
        Adjustment adjustment,
        Currency currency
    ) =>
        new(
            $"Decided by hand: {AdjustmentText.NameOf(line.Rule)} {adjustment.Id}",
            [
                $"Approved on {DisplayFormat.Day(line.OccurredAt, program.Zone)}",
                $"Reason: {adjustment.Text ?? "erased"}",
                $"Due to you before: {AmountOf(adjustment.DueBefore, currency)}; after: "
                    + AmountOf(adjustment.DueAfter, currency),
            ]
        );

    private static IEnumerable<Fact> FactsOf(AffiliateProgram program, Commission commission, Currency currency)
    {
        yield return new Fact(
            "Granted for",
            $"{commission.Source.Replace('_', ' ')} {commission.Event}, {DisplayFormat.Time(commission.OccurredAt)}"
        );
        yield return commission.Adjustment is null
            ? new Fact("Rule", $"{commission.Rule}, rule book version {commission.RulesVersion}")
            : new Fact("Kind", AdjustmentText.NameOf(commission.Rule));
        yield return new Fact("Status", StoredJson.NameOf(commission.Status).Replace('_', ' '));
        if (commission.Payout is { } payout)
        {
            yield return new Fact("In the payout of", payout.Value);
        }

        yield return new Fact("Payable from", DisplayFormat.Day(commission.DueAt, program.Zone));
        if (commission.CurrentAmount != commission.Granted)
        {
            yield return new Fact(
                "Reversed before payment",
                AmountOf(commission.Granted - commission.CurrentAmount, currency)
            );
            yield return new Fact("You keep", AmountOf(commission.CurrentAmount, currency));
        }

        if (commission.Corrects is { } corrected)
        {
            yield return new Fact("Corrects", corrected.Value);
        }

        if (commission.Voided is { } voided)
        {
            yield return new Fact("Voided", DisplayFormat.Time(voided.At));
        }

        if (commission.Decision is { } decision)
        {
            yield return new Fact(
                "Decision about the hold",
                $"{(decision.Kind == HoldDecisionKind.Release ? "released" : "reversed")}, {DisplayFormat.Time(decision.At)}"
            );
        }
    }

    private static string AmountOf(long amount, Currency currency) => DisplayFormat.Amount(amount, currency);
}
