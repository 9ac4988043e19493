using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Rules;
using CsCheck;
using static Affiliate.Domain.Tests.Ledger.CommissionBuilder;

namespace Affiliate.Domain.Tests.Ledger;

/// <summary>
/// Refunds, changes that hold or do not, payouts and decisions about what is held, in any order.
/// </summary>
public sealed class HeldLineProperties
{
    private static readonly Gen<(int Step, long Value)[]> Lives = Gen.Select(Gen.Int[0, 9], Gen.Long[0, 20]).Array[
        0,
        40
    ];

    [Fact]
    public void A_commission_and_its_lines_sum_to_what_is_kept_whatever_is_decided_about_them() =>
        Lives.Sample(life =>
        {
            var story = new Story();
            foreach (var (step, value) in life)
            {
                story.Live(step, value);
                story.Check();
            }

            // Whoever decides afterwards, and however, owes nothing for a sale that is refunded as a whole.
            story.Refund(10_000);
            story.DecideAll(life.Length % 2 == 0 ? HoldDecisionKind.Reverse : HoldDecisionKind.Release);
            story.Check();
            Assert.Equal(0, story.Lines.Sum(line => line.CurrentAmount));
        });

    [Fact]
    public void A_refused_increase_and_a_refund_leave_the_same_in_either_order() =>
        Gen.Select(Gen.Long[1, 5_000], Gen.Long[1, 5_000], Gen.Long[0, 10_000])
            .Sample(
                (first, raise, refunded) =>
                {
                    var (early, late) = (new Story(first), new Story(first));
                    early.Change(first + raise, isHeld: true);
                    early.DecideAll(HoldDecisionKind.Reverse);
                    early.Refund(refunded);
                    late.Change(first + raise, isHeld: true);
                    late.Refund(refunded);
                    late.DecideAll(HoldDecisionKind.Reverse);

                    var kept = Refunds.Keep(first, 10_000, refunded);
                    Assert.Equal(kept, early.Lines.Sum(line => line.CurrentAmount));
                    Assert.Equal(kept, late.Lines.Sum(line => line.CurrentAmount));
                }
            );

    /// <summary>The life of one commission of a sale of 10,000, paid at first.</summary>
    private sealed class Story
    {
        private readonly List<LedgerTransaction> ledger = [];
        private readonly List<Reversal> reversals = [];

        // Every minor unit of the grant, with the event that granted it.
        private readonly List<EventId> granted = [];
        private long refunded;
        private int turn;

        public Story(long amount = 1_000)
        {
            Grant(amount, EventId.Parse("sale-1"));
            Post(Granted(amount: amount).Accrue("event:sale-1", SaleAt), 0);
            Post(Lines[0].Mature(Due), 0);
            Post(Lines[0].Reserve(November, Due), 0);
            Post(Lines[0].Pay(Due), 0);
        }

        public List<Commission> Lines { get; } = [];

        private DateTimeOffset Now => Due.AddHours(turn);

        public void Live(int step, long value)
        {
            turn++;
            switch (step)
            {
                case 0 or 1:
                    Refund(value * 500);
                    break;
                case 2 or 3 or 4:
                    Change(value * 100, isHeld: step != 4);
                    break;
                case 5:
                    Apply(
                        new Refund(Cause(), Lines[0].Event, turn, 10_000, refunded, Now) { HoldReason = "deal_lost" }
                    );
                    break;
                case 6 or 7:
                    Decide(value, step == 6 ? HoldDecisionKind.Release : HoldDecisionKind.Reverse);
                    break;
                default:
                    Move(step, value);
                    break;
            }
        }

        public void Refund(long total)
        {
            turn++;
            refunded = total;
            Apply(new Refund(Cause(), Lines[0].Event, turn, 10_000, refunded, Now));
        }

        public void Change(long amount, bool isHeld)
        {
            turn++;
            var isIncrease = amount > (Lines[0].Regranted ?? Lines[0].Amount);
            Grant(amount, Cause());
            Apply(
                new Refund(Cause(), Lines[0].Event, turn, 10_000, refunded, Now)
                {
                    Granted = amount,
                    HoldReason = isHeld && isIncrease ? "big" : null,
                }
            );
        }

        public void DecideAll(HoldDecisionKind kind)
        {
            for (var i = 0; i < Lines.Count; i++)
            {
                turn++;
                DecideLine(i, kind);
            }
        }

        public void Check()
        {
            var balance = Balance.Replay(ledger);
            Assert.Equal(Lines[0].Kept, Lines.Sum(line => line.CurrentAmount));
            Assert.Equal(
                Lines[0].Decision?.Kind == HoldDecisionKind.Reverse ? 0 : Refunds.Keep(granted.Count, 10_000, refunded),
                Lines[0].Kept
            );
            Assert.Equal(-Lines[0].Kept, balance.CommissionExpense);
            Assert.Equal(ledger.Count, ledger.Select(transaction => transaction.Cause).Distinct().Count());
            Assert.All(
                reversals,
                reversal =>
                    Assert.Equal(
                        Lines.Find(line => line.Id == reversal.Line)?.Amount
                            ?? reversal.Difference + (reversal.Refused?.Amount ?? 0),
                        ReversalRecomputation.AmountOf(RefundTests.TraceOf(reversal))
                    )
            );
        }

        private void Decide(long value, HoldDecisionKind kind)
        {
            var held = Lines.Index().Where(line => line.Item.Status == CommissionStatus.Held).ToList();
            if (held.Count > 0)
            {
                DecideLine(held[(int)(value % held.Count)].Index, kind);
            }
        }

        private void DecideLine(int index, HoldDecisionKind kind)
        {
            if (Lines[index].Status != CommissionStatus.Held)
            {
                return;
            }

            var effects = new DecidedHold(Lines[index], Decided(kind))
            {
                Corrected = index == 0 ? null : Lines[0],
                Reversals = reversals,
            }.Apply(null, CommissionId.Parse($"com_decision{turn}"), Now);
            Post(effects.Decided, index);
            granted.RemoveAll(cause => kind == HoldDecisionKind.Reverse && cause == Lines[index].Event);
            Lines[0] = effects.Corrected ?? Lines[0];
            Add(effects.Line, effects.Reversal);
        }

        private void Move(int step, long value)
        {
            var period = Period.Parse($"20{10 + (turn / 12)}-{(turn % 12) + 1:00}");
            for (var i = 0; i < Lines.Count; i++)
            {
                switch (Lines[i].Status)
                {
                    case CommissionStatus.Pending:
                        Post(Lines[i].Mature(Now.AddYears(1)), i);
                        break;
                    case CommissionStatus.Payable:
                        Post(Lines[i].Reserve(period, Now), i);
                        break;
                    case CommissionStatus.InPayout when value % 2 == 0:
                        Post(Lines[i].PutBack(Now), i);
                        break;
                    case CommissionStatus.InPayout:
                        Post(Lines[i].Pay(Now), i);
                        break;
                    case CommissionStatus.Paid when step == 9 && i == 0:
                        Post(Lines[i].Return(Now), i);
                        break;
                }
            }
        }

        private void Apply(Refund refund)
        {
            var effects = refund.On(Lines[0], null, CommissionId.Parse($"com_line{turn}"), Now);
            if (effects.Commission is { } after)
            {
                Lines[0] = after;
            }

            if (effects.Transaction is { } transaction)
            {
                ledger.Add(transaction);
            }

            Add(effects.Line, effects.Reversal);
        }

        private void Add(Movement? line, Reversal? reversal)
        {
            if (line is not null)
            {
                Post(line, Lines.Count);
            }

            if (reversal is not null)
            {
                reversals.Add(reversal);
            }
        }

        private void Post(Movement movement, int line)
        {
            ledger.Add(movement.Transaction);
            if (line == Lines.Count)
            {
                Lines.Add(movement.Commission);
            }

            Lines[line] = movement.Commission;
        }

        private void Grant(long amount, EventId cause)
        {
            if (granted.Count > amount)
            {
                granted.RemoveRange((int)amount, granted.Count - (int)amount);
            }

            granted.AddRange(Enumerable.Repeat(cause, (int)amount - granted.Count));
        }

        private EventId Cause() => EventId.Parse($"cause-{turn}");
    }
}
