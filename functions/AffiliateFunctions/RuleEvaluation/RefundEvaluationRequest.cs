using System.Text.Json;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.RuleEvaluation;

/// <summary>Evaluates how a refund reduces a commission, or how a won dispute restores it.</summary>
/// <param name="Event">The refund.</param>
/// <param name="Commission">The commission as granted, and the part of its base that is refunded already.</param>
/// <param name="Partner">The partner's name.</param>
internal sealed record RefundEvaluationRequest(
    EvaluationBody.EventBody Event,
    EvaluationBody.CommissionBody Commission,
    string? Partner
) : EvaluationRequest
{
    private const string ExceedsSale = "refund_exceeds_sale";
    private const string Chargeback = "chargeback";
    private const string WonDispute = "dispute_won";
    private const string Failed = "refund_failed";

    private static readonly string[] Reasons = ["refund", Chargeback, WonDispute, Failed];

    /// <summary>Checks the request. Returns null when it contains mistakes.</summary>
    public static RefundEvaluationRequest? Of(EvaluationBody body, ProblemList mistakes)
    {
        var refund = body.Event!;
        mistakes.Check(
            refund.Amount is null != refund.TotalRefunded is null,
            "/event/amount",
            "Give either 'amount', the amount of this refund, or 'total_refunded', the amount refunded so far, "
                + "in minor units."
        );
        mistakes.Check(
            refund.Amount is null or (> 0 and <= Amounts.Max),
            "/event/amount",
            $"Give an integer in minor units, from 1 to {Amounts.Max}."
        );
        mistakes.Check(
            refund.TotalRefunded is not { } total || Amounts.Fits(total),
            "/event/total_refunded",
            $"Give {Amounts.Form}."
        );
        var parts = new[]
        {
            ("tax", refund.Tax ?? 0),
            ("shipping", refund.Shipping ?? 0),
            ("tip", refund.Tip ?? 0),
            ("duty", refund.Duty ?? 0),
        };
        foreach (var (member, value) in parts)
        {
            mistakes.Check(Amounts.Fits(value), $"/event/{member}", $"Give {Amounts.Form}.");
        }

        mistakes.Check(
            (refund.Amount ?? refund.TotalRefunded) is not { } whole
                || !Amounts.Fits(whole)
                || parts.Any(part => !Amounts.Fits(part.Item2))
                || parts.Sum(part => part.Item2) <= whole,
            "/event/tax",
            "Tax, shipping, tip and duty may not be more than the refunded amount."
        );
        mistakes.Check(
            refund.Reason is null || Reasons.Contains(refund.Reason),
            "/event/reason",
            $"Give one of {string.Join(", ", Reasons)}."
        );
        if (body.History?.Commission is not { } commission)
        {
            mistakes.Add(
                "/history/commission",
                "Give the commission that the refund reverses: 'amount', 'base', and 'refunded' so far."
            );
            return null;
        }

        mistakes.Check(Amounts.Fits(commission.Amount), "/history/commission/amount", $"Give {Amounts.Form}.");
        mistakes.Check(
            commission.Base is > 0 and <= Amounts.Max,
            "/history/commission/base",
            $"Give an integer in minor units, from 1 to {Amounts.Max}."
        );
        mistakes.Check(
            commission.Refunded >= 0 && commission.Refunded <= Math.Max(0, commission.Base),
            "/history/commission/refunded",
            "Give an integer in minor units, from 0 to the base."
        );
        return new RefundEvaluationRequest(refund, commission, body.Partner?.Id);
    }

    private long Outside => (Event.Tax ?? 0) + (Event.Shipping ?? 0) + (Event.Tip ?? 0) + (Event.Duty ?? 0);

    /// <inheritdoc/>
    public override Result<EvaluationAnswer> AnswerBy(CompiledRuleBook rules)
    {
        // Tax, shipping, tip and duty are subtracted from the refund, because the base of the commission excludes them
        // too. A chargeback takes at most what is left.
        var (amount, left) = (Event.Amount - Outside, Commission.Base - Commission.Refunded);
        var clamped =
            Event.Reason == Chargeback && amount > left
                ? new ClampedChargeback(amount.GetValueOrDefault(), left)
                : null;
        if (
            Refunds.TotalAfter(
                Commission.Base,
                Commission.Refunded,
                clamped?.Taken ?? amount,
                Event.TotalRefunded - Outside,
                Event.Reason is WonDispute or Failed
            )
            is not { } refunded
        )
        {
            return new EvaluationAnswer("reject", ExceedsSale, []);
        }

        var difference =
            Refunds.Keep(Commission.Amount, Commission.Base, refunded)
            - Refunds.Keep(Commission.Amount, Commission.Base, Commission.Refunded);
        var trace = JsonSerializer.SerializeToElement(
            new
            {
                Commission.Amount,
                Commission.Base,
                RefundedBefore = Commission.Refunded,
                Refunded = refunded,
                Chargeback = clamped,
                Difference = difference,
            },
            HttpResults.Json
        );
        return difference == 0
            ? new EvaluationAnswer("none", null, [], trace)
            : new EvaluationAnswer(
                "pay",
                null,
                [
                    new(
                        Commission.Rule ?? "reversal",
                        Partner,
                        difference,
                        Commission.Base,
                        rules.Book.Currency.Value,
                        trace
                    ),
                ]
            );
    }
}
