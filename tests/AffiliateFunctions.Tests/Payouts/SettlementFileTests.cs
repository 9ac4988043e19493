using System.Text;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Payouts.Settlement;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Tests.Payouts;

public sealed class SettlementFileTests
{
    private static readonly Period November = Period.Parse("2026-11");

    [Fact]
    public void Every_line_of_a_settlement_that_is_wrong_is_told_and_nothing_is_taken()
    {
        var payouts = new[] { Payout("prt_1", "A", 1), Payout("prt_2", "B", 2) with { Status = PayoutStatus.Paid } };
        const string File =
            "payout_id,status,reference\npay_202611_1,lost,\npay_202611_9,paid,\npay_202611_2,failed,\n";
        var read = SettlementFile.Read(Encoding.UTF8.GetBytes(File), payouts.States());
        Assert.Equal(["/1/status", "/2/payout_id", "/3/status"], read.Problem!.Errors.Keys);
    }

    [Fact]
    public void A_reason_that_no_record_can_hold_is_refused_with_its_line()
    {
        var file = $"partner,status,reason\nprt_1,failed,{new string('x', 501)}\n";
        var read = SettlementFile.Read(Encoding.UTF8.GetBytes(file), [PayoutState.Of(Payout("prt_1", "A", 1))]);
        Assert.Equal(["/1/reason"], read.Problem!.Errors.Keys);
    }

    [Fact]
    public void A_settlement_names_payouts_or_partners()
    {
        var payouts = new[] { Payout("prt_1", "A", 1), Payout("prt_2", "B", 2) };
        var read = SettlementFile.Read(
            "partner,status,reason\nprt_1,paid,\nprt_2,failed,closed\n"u8.ToArray(),
            payouts.States()
        );
        Assert.Equal([PayoutStatus.Paid, PayoutStatus.Failed], read.Value!.Select(line => line.Status));
        Assert.Equal("closed", read.Value![1].Reason);
        var byReference = SettlementFile.Read("payout_id,status\n26112,paid\n"u8.ToArray(), payouts.States());
        Assert.Equal("prt_2", Assert.Single(byReference.Value!).Payout.Partner.Value);
        Assert.False(SettlementFile.Read("a,b\n1,2\n"u8.ToArray(), payouts.States()).Succeeded);
    }

    [Fact]
    public void A_providers_columns_and_words_are_mapped()
    {
        var payouts = new[] { Payout("prt_1", "A", 1), Payout("prt_2", "B", 2), Payout("prt_3", "C", 3) };
        var names = SettlementNames
            .Of(
                new Dictionary<string, string>
                {
                    ["payout_id"] = "Transfer reference",
                    ["status"] = "State",
                    ["paid"] = "Outgoing payment sent",
                    ["failed"] = "Cancelled",
                }
            )
            .Value;
        var file = "State;Transfer reference\nOUTGOING PAYMENT SENT;26111\nCancelled;26112\npaid;26113\n"u8.ToArray();
        var read = SettlementFile.Read(file, payouts.States(), contentType: null, names);
        Assert.Equal(
            ["Give the status Outgoing payment sent, Cancelled or returned."],
            Assert.Single(read.Problem!.Errors, error => error.Key == "/3/status").Value
        );
        var known = SettlementFile.Read(
            "State;Transfer reference\nOutgoing payment sent;26111\nCancelled;26112\n"u8.ToArray(),
            payouts.States(),
            contentType: null,
            names
        );
        Assert.Equal([PayoutStatus.Paid, PayoutStatus.Failed], known.Value!.Select(line => line.Status));
        var unknown = SettlementNames.Of(new Dictionary<string, string> { ["amount"] = "Amount" });
        Assert.Equal(["/mapping/amount"], unknown.Problem!.Errors.Keys);
        Assert.Equal(["/mapping"], UploadedRows.MappingOf("""{"paid": null}""").Problem!.Errors.Keys);
        var same = SettlementNames.Of(new Dictionary<string, string> { ["failed"] = "Paid" });
        Assert.Equal(["/mapping/failed"], same.Problem!.Errors.Keys);
        var absent = SettlementFile.Read("status\npaid\n"u8.ToArray(), payouts.States(), contentType: null, names);
        Assert.Equal(["/mapping/payout_id", "/mapping/status"], absent.Problem!.Errors.Keys.Order());
    }

    [Fact]
    public void The_fingerprint_changes_with_every_line()
    {
        var payout = Payout("prt_1", "A", 100);
        var other = payout with
        {
            Lines = [payout.Lines[0] with { Amount = 60 }, payout.Lines[0] with { Amount = 40 }],
        };
        Assert.NotEqual(StoredPayout.Fingerprint([payout]), StoredPayout.Fingerprint([other]));
    }

    private static StoredPayout Payout(string partner, string name, long amount)
    {
        var id = PartnerId.Parse(partner);
        return new StoredPayout
        {
            Id = StoredPayout.IdOf(id, November),
            Partner = id,
            Name = name,
            Method = "sepa",
            Amount = amount,
            Currency = "USD",
            Lines = [new PayoutLine(CommissionId.Parse("com_1"), "share", amount)],
        };
    }
}
