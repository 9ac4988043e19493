using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using CsCheck;
using static Affiliate.Domain.Tests.Ledger.CommissionBuilder;

namespace Affiliate.Domain.Tests.Ledger;

public sealed class LedgerProperties
{
    private static readonly Gen<(int Step, long Keeps)[]> Lives = Gen.Select(Gen.Int[0, 4], Gen.Long[0, 1000]).Array[
        0,
        40
    ];

    [Fact]
    public void Whatever_happens_to_a_commission_the_ledger_agrees_with_it_and_the_partner_keeps_what_the_refunds_leave() =>
        Lives.Sample(life =>
        {
            var ledger = new List<LedgerTransaction>();
            var lines = new List<Commission>();
            Post(Granted().Accrue("event:sale-1", SaleAt), 0);
            foreach (var (i, (step, keeps)) in life.Index())
            {
                Live(step, keeps, i + 1);
            }

            var balance = Balance.Replay(ledger);
            Assert.Equal(lines[0].Kept, lines.Sum(line => line.CurrentAmount));
            Assert.Equal(-lines[0].Kept, balance.CommissionExpense);
            Assert.All(
                Enum.GetValues<Account>().Where(account => account != Account.CommissionExpense),
                account =>
                    Assert.Equal(
                        lines.Where(line => line.Account == account).Sum(line => line.CurrentAmount),
                        balance.On(account)
                    )
            );
            Assert.Equal(ledger.Count, ledger.Select(transaction => transaction.Cause).Distinct().Count());

            void Post(Movement movement, int line)
            {
                ledger.Add(movement.Transaction);
                if (line == lines.Count)
                {
                    lines.Add(movement.Commission);
                }

                lines[line] = movement.Commission;
            }

            void Live(int step, long keeps, int turn)
            {
                var period = Period.Parse($"20{10 + (turn / 12)}-{(turn % 12) + 1:00}");
                for (var line = lines.Count - 1; line >= 0; line--)
                {
                    switch (step, lines[line].Status)
                    {
                        case (1, CommissionStatus.Pending):
                            Post(lines[line].Mature(Due), line);
                            break;
                        case (2, CommissionStatus.Payable):
                            Post(lines[line].Reserve(period, Due), line);
                            break;
                        case (3, CommissionStatus.InPayout):
                            Post(lines[line].Pay(Due), line);
                            break;
                        case (4, CommissionStatus.InPayout):
                            Post(lines[line].PutBack(Due), line);
                            break;
                    }
                }

                if (step == 0)
                {
                    Refund(keeps, turn);
                }
            }

            void Refund(long keeps, int turn)
            {
                var effects = RefundThat(keeps, turn)
                    .On(lines[0], keeps % 2 == 0 ? November : null, CommissionId.Parse($"com_line{turn}"), Due);
                lines[0] = effects.Commission!;
                if (effects.Transaction is not null)
                {
                    ledger.Add(effects.Transaction);
                }

                if (effects.Line is not null)
                {
                    Post(effects.Line, lines.Count);
                }
            }
        });
}
