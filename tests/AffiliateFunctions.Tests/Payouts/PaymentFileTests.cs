using System.Text;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Settlement;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Tests.Payouts;

public sealed class PaymentFileTests
{
    private static readonly Period November = Period.Parse("2026-11");

    [Fact]
    public void A_file_is_in_the_order_of_the_partners_and_harmless_in_a_spreadsheet()
    {
        var payments = new[] { Payment("prt_2", "=HYPERLINK(\"x\")", 100_050), Payment("prt_1", "Agency, \"A\"", 5) };
        var lines = PaymentFile.Write("sepa", November, payments).Split("\r\n");
        Assert.Equal("payout_id,partner_id,name,account_holder,iban,bic,amount,currency,reference", lines[0]);
        Assert.Equal(
            "pay_202611_1,prt_1,\"Agency, \"\"A\"\"\",Holder,DE89370400440532013000,,0.05,USD,Commissions 2026-11",
            lines[1]
        );
        Assert.DoesNotContain(",=HYPERLINK", lines[2]);
        Assert.Contains("1000.50,USD", lines[2]);
    }

    [Fact]
    public void The_same_payments_make_the_same_bytes()
    {
        var (pair, other) = (Payment("prt_1", "A", 1), Payment("prt_2", "B", 2));
        Assert.Equal(
            PaymentFile.Write("sepa", November, [pair, other]),
            PaymentFile.Write("sepa", November, [other, pair])
        );
    }

    [Fact]
    public void Every_line_of_a_settlement_that_is_wrong_is_told_and_nothing_is_taken()
    {
        var payouts = new[]
        {
            Payment("prt_1", "A", 1).Payout,
            Payment("prt_2", "B", 2).Payout with
            {
                Status = PayoutStatus.Paid,
            },
        };
        const string File =
            "payout_id,status,reference\npay_202611_1,lost,\npay_202611_9,paid,\npay_202611_2,failed,\n";
        var read = SettlementFile.Read(Encoding.UTF8.GetBytes(File), payouts);
        Assert.Equal(["/1/status", "/2/payout_id", "/3/status"], read.Problem!.Errors.Keys);
    }

    [Fact]
    public void A_settlement_names_payouts_or_partners()
    {
        var payouts = new[] { Payment("prt_1", "A", 1).Payout, Payment("prt_2", "B", 2).Payout };
        var read = SettlementFile.Read(
            "partner,status,reason\nprt_1,paid,\nprt_2,failed,closed\n"u8.ToArray(),
            payouts
        );
        Assert.Equal([PayoutStatus.Paid, PayoutStatus.Failed], read.Value!.Select(line => line.Status));
        Assert.Equal("closed", read.Value![1].Reason);
        Assert.False(SettlementFile.Read("a,b\n1,2\n"u8.ToArray(), payouts).Succeeded);
    }

    [Fact]
    public void The_fingerprint_changes_with_every_line()
    {
        var payout = Payment("prt_1", "A", 100).Payout;
        var other = payout with
        {
            Lines = [payout.Lines[0] with { Amount = 60 }, payout.Lines[0] with { Amount = 40 }],
        };
        Assert.NotEqual(StoredPayout.Fingerprint([payout]), StoredPayout.Fingerprint([other]));
    }

    private static (StoredPayout Payout, PayoutDetails Details) Payment(string partner, string name, long amount)
    {
        var id = PartnerId.Parse(partner);
        var payout = new StoredPayout
        {
            Id = StoredPayout.IdOf(id, November),
            Partner = id,
            Name = name,
            Method = "sepa",
            Amount = amount,
            Currency = "USD",
            Lines = [new PayoutLine(CommissionId.Parse("com_1"), "share", amount)],
        };
        return (
            payout,
            new PayoutDetails(
                "sepa",
                new Dictionary<string, string> { ["account_holder"] = "Holder", ["iban"] = "DE89370400440532013000" }
            )
        );
    }
}
