using System.Globalization;
using AffiliateFunctions.Tracking.Refunds;
using static AffiliateFunctions.Tests.Tracking.RefundTotalsTests;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>Any refunds, chargebacks, won disputes and failed refunds of one sale, against a computation by hand.</summary>
public sealed class RefundTotalsProperties
{
    private const long Sale = 1_000;

    private static readonly string[] Kinds = ["{0}", "{0}", "={0}", "chargeback {0}", "won {0}", "failed {0}"];

    [Fact]
    public void Any_refunds_and_disputes_come_to_what_was_refunded_and_is_disputed_and_no_more_than_the_sale()
    {
        for (var seed = 0; seed < 5_000; seed++)
        {
            var random = new Random(seed);
            var text = string.Join(
                "; ",
                Enumerable
                    .Range(0, random.Next(1, 9))
                    .Select(_ =>
                        string.Format(
                            CultureInfo.InvariantCulture,
                            Kinds[random.Next(Kinds.Length)],
                            random.Next(1, 8) * 200
                        )
                    )
            );
            Assert.Equal(
                $"{text}: {string.Join(", ", text.Split("; ").Aggregate(ByHand.Nothing, (hand, step) => hand.After(step)).Totals)}",
                $"{text}: {string.Join(", ", RefundTotals.Of(Invoice(text)).Select(refund => refund.Total))}"
            );
        }
    }

    /// <summary>What is refunded and what banks have taken; null for an event without effect.</summary>
    private sealed record ByHand(long Refunded, long Disputed, IReadOnlyList<long> Refused, IReadOnlyList<long?> Totals)
    {
        public static ByHand Nothing { get; } = new(0, 0, [], []);

        private long Left => Math.Max(0, Sale - Refunded - Disputed);

        public ByHand After(string step)
        {
            var amount = long.Parse(step.Split(' ')[^1].TrimStart('='), CultureInfo.InvariantCulture);
            var dispute = Math.Min(amount, Sale);
            var next = step.Split(' ')[0] switch
            {
                "chargeback" => this with { Disputed = Disputed + dispute },
                "won" when Disputed > 0 => this with { Disputed = Math.Max(0, Disputed - dispute) },
                "won" when Refunded >= dispute => this with { Refunded = Refunded - dispute },
                "won" => null,
                "failed" when Refused.Contains(amount) => this with { Refused = Without(amount) },
                "failed" => Refunded >= amount ? this with { Refunded = Refunded - amount } : null,
                var total when total.StartsWith('=') => amount <= Sale ? this with { Refunded = amount } : null,
                _ => amount <= Left ? this with { Refunded = Refunded + amount } : null,
            };
            long? counted = next is null ? null : Math.Min(Sale, next.Refunded + next.Disputed);
            next ??= char.IsDigit(step[0]) ? this with { Refused = [.. Refused, amount] } : this;
            return next with { Totals = [.. Totals, counted] };
        }

        private List<long> Without(long amount)
        {
            var left = Refused.ToList();
            left.Remove(amount);
            return left;
        }
    }
}
