using System.Text.Json;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Rules;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Ledger.Commissions;

/// <summary>Shows commissions as pages.</summary>
public sealed class CommissionPages(PageAnswers pages)
{
    /// <summary>Returns the page that explains a commission.</summary>
    public Task<IResult> ExplanationAsync(AffiliateProgram program, ExplainedCommission explained) =>
        pages.AnswerAsync<CommissionExplainPage>(Explanation(program, explained));

    /// <summary>Returns the content of the page.</summary>
    public static CommissionExplanation Explanation(AffiliateProgram program, ExplainedCommission explained)
    {
        var currency = Currency.Parse(explained.Commission.Currency);
        return new CommissionExplanation
        {
            Brand = program.Brand(),
            Amount = DisplayFormat.Amount(explained.Commission.Granted, currency),
            Facts = FactsOf(program, explained.Commission, currency),
            Steps =
                explained.Commission.Adjustment is { } adjustment ? [StepOf(explained.Commission, adjustment, currency)]
                : explained.Commission.Corrects is null
                    ?
                    [
                        .. new TraceText(CommissionTrace.Parse(explained.Trace), currency).Steps(),
                        .. new ReversalText(explained.Reversals, currency).Steps(),
                    ]
                : new ReversalText(
                    [JsonSerializer.Deserialize<Reversal>(explained.Trace, StoredJson.Options)!],
                    currency
                ).Steps(),
        };
    }

    private static LineList StepOf(Commission line, Adjustment adjustment, Currency currency)
    {
        return new LineList(
            $"Decided by hand: {AdjustmentText.NameOf(line.Rule)} {adjustment.Id}",
            [
                $"Approved by {adjustment.ApprovedBy}, {DisplayFormat.Time(line.OccurredAt)}",
                $"Reason: {adjustment.Text ?? "erased"}",
                $"Due to the partner before: {Amount(adjustment.DueBefore)}; after: {Amount(adjustment.DueAfter)}",
            ]
        );

        string Amount(long amount) => DisplayFormat.Amount(amount, currency);
    }

    private static List<Fact> FactsOf(AffiliateProgram program, Commission commission, Currency currency)
    {
        List<Fact> facts =
        [
            new("Granted for", $"{commission.Source} {commission.Event}, {DisplayFormat.Time(commission.OccurredAt)}"),
            commission.Adjustment is null
                ? new("Rule", $"{commission.Rule}, rule book version {commission.RulesVersion}")
                : new("Kind", AdjustmentText.NameOf(commission.Rule)),
            new("Status", StoredJson.NameOf(commission.Status).Replace('_', ' ')),
            new("Payable from", DisplayFormat.Day(commission.DueAt, program.Zone)),
        ];
        if (commission.Origin?.Link is { } link)
        {
            facts.Add(new Fact("Link", link));
        }

        if (commission.Origin?.SubId is { } subId)
        {
            facts.Add(new Fact("Sub-id", subId));
        }

        if (commission.CurrentAmount != commission.Granted)
        {
            facts.Add(
                new Fact(
                    "Reversed before payment",
                    DisplayFormat.Amount(commission.Granted - commission.CurrentAmount, currency)
                )
            );
        }

        if (commission.Corrects is { } corrected)
        {
            facts.Add(new Fact("Corrects", corrected.Value));
        }

        if (commission.Voided is { } voided)
        {
            facts.Add(
                new Fact("Voided", $"{StoredJson.NameOf(voided.Reason)}, {DisplayFormat.Time(voided.At)} ({voided.Id})")
            );
        }

        if (commission.HoldReason is { } held)
        {
            facts.Add(new Fact("Held because", held.Replace('_', ' ')));
        }

        if (commission.Decision is { } decision)
        {
            facts.Add(
                new Fact(
                    "Decision about the hold",
                    $"{StoredJson.NameOf(decision.Kind)}, {DisplayFormat.Time(decision.At)}: {decision.Reason}"
                )
            );
        }

        return facts;
    }
}
