using System.Net;
using System.Security.Cryptography;
using System.Text;
using Affiliate.Domain.Payouts.Files;
using Affiliate.Domain.Tests.Payouts.Files;
using Affiliate.Domain.Tests.Payouts.Settlement;
using Testing.Answers;

namespace EndToEnd.Payouts;

/// <summary>Payment files as banks take them, and the reports that banks send back.</summary>
public sealed class BankFileTests() : CycleStory(Rules)
{
    private const string Euro = "euro";
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}], "hold_days": 0,
        "payout": {"minimum": 100, "require": ["tax_form", "payout_details"]}
        """;

    private const string Originators = """
        {
          "prepared_by": "finance@example.com",
          "ach": {
            "company_name": "ACME SOFTWARE", "company_id": "1123456789", "odfi_routing_number": "121042882",
            "odfi_name": "WELLS FARGO BANK", "immediate_destination": "121042882", "immediate_origin": "1123456789",
            "entry_description": "COMMISSION"
          },
          "sepa": { "name": "Acme Software GmbH", "iban": "NL91 ABNA 0417 1643 00" }
        }
        """;

    [Fact]
    public async Task Approved_originators_pay_by_ACH_and_SEPA_and_the_banks_reports_settle_the_payments()
    {
        await App.Pilot.BeginAsync(Euro, Rules, "EUR");
        foreach (var slug in new[] { Slug, Euro })
        {
            await ApproveOriginatorsAsync(slug);
        }

        var (paid, failed) = (await Month.PartnerAsync("Paid Agency"), await Month.PartnerAsync("Failed Agency"));
        await Month.SellAsync(paid, "one", 10_000);
        await Month.SellAsync(failed, "two", 20_000);
        var euro = new ProgramMonth(App, Euro, "EUR");
        var european = await euro.PartnerAsync("European Agency", withDetails: false);
        await euro.ChangeAsync(
            european,
            """
            {"tax": {"form": "w8bene", "status": "verified"},
             "payout": {"method": "sepa", "details": {"account_holder": "Żółć & Söhne", "iban": "DE89370400440532013000"}}}
            """
        );
        await euro.SellAsync(european, "three", 30_000);
        var period = await Month.CloseAsync();
        await App.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");
        await App.PostAsync($"/api/programs/{Euro}/cycles", $$"""{"period": "{{period}}"}""");
        await App.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");

        await SettleAchAsync(period, paid, failed);
        await SettleSepaAsync(period, euro, european);
        await VerifyAsync();
    }

    private async Task ApproveOriginatorsAsync(string slug)
    {
        var address = $"/api/programs/{slug}/payout-settings";
        await App.PutAsync(address, Originators);
        await App.Running.WhenIdleAsync();
        var pending = await App.GetAsync(address);
        Assert.False(pending.TryGetProperty("in_force", out _));
        var sepa = pending.GetProperty("pending").GetProperty("settings").GetProperty("sepa");
        Assert.Equal("NL ending 4300", sepa.GetProperty("iban").GetString());

        // Finance has prepared the settings, so the owner is asked.
        Assert.Empty(await App.Outbox.ListAsync(App.Finance, "Approve payout settings"));
        var mail = await App.Outbox.LastAsync(App.Owner, "Approve payout settings 1");
        Assert.Contains(
            "SEPA iban: from none to NL ending 4300",
            WebUtility.HtmlDecode(await App.Anonymous.GetStringAsync(mail.Link("/approve/")))
        );
        await App.DecideAsync(App.Owner, "Approve payout settings 1", "approve");
        var decided = (await App.GetAsync(address)).GetProperty("in_force");
        Assert.Equal(
            (1, App.Owner),
            (decided.GetProperty("version").GetInt32(), decided.GetProperty("decided_by").GetString())
        );
        var record = (await App.Program(slug).AuditAsync()).Single(entry => entry.Action == "payout_settings_approved");
        Assert.Contains("ACH company id: from none to ending 6789", record.Reason);
    }

    private async Task SettleAchAsync(string period, PartnerJson paid, PartnerJson failed)
    {
        var nacha = NachaReader.Read(await ReadFileAsync(Slug, Month, period, "text/plain"));
        Assert.Equal([2_000L, 4_000L], nacha.Entries.Select(entry => entry.Amount).Order());
        var entry = nacha.Entries.Single(entry => entry.Amount == 4_000);
        var changed = nacha.Entries.Single(entry => entry.Amount == 2_000);
        var returned = ReturnFiles.Bytes(
            ReturnFiles.Lines(
                ReturnFiles.Return("R03", NumberOf(entry), 4_000, identification: entry.Identification),
                ReturnFiles.Change("C01", NumberOf(changed), "99887766", changed.Identification),
                ReturnFiles.Return("R02", 9_999_999)
            )
        );

        var answer = await Month.SettleAsync(period, Encoding.ASCII.GetString(returned), "text/plain");
        Assert.Equal((1, 1), (answer.GetProperty("failed").GetInt32(), answer.GetProperty("open").GetInt32()));
        var unknown = Assert.Single(answer.GetProperty("not_applied").EnumerateArray());
        Assert.Equal("121042889999999", unknown.GetProperty("reference").GetString());
        var mail = await App.Outbox.LastAsync(failed.Email, $"We could not pay you for {period}");
        Assert.Contains("R03 The bank has no such account", mail.Text);
        Assert.Contains("check the account number and the name of the account holder", mail.Text);
        var correction = await App.Outbox.LastAsync(paid.Email, "Please confirm your payout details");
        Assert.Contains("C01 The account number is incorrect.", correction.Text);
        Assert.NotNull(correction.Link("/payout-details/"));
        await App.Outbox.LastAsync(App.Finance, "The bank reports other payout details of Paid Agency");
        await Month.SettleAsync(period, $"partner,status,reference\n{paid.Id},paid,REF-1\n");
        Assert.Equal("settled", (await Program.CycleAsync(period)).Status);
        Assert.Equal(4_000, (await Program.BalanceAsync(failed.Id)).Payable);
    }

    private static int NumberOf(NachaReader.Entry entry) => int.Parse(entry.Trace[8..]);

    private async Task SettleSepaAsync(string period, ProgramMonth euro, PartnerJson european)
    {
        var message = PainReader.Read(await ReadFileAsync(Euro, euro, period, "application/xml"));
        var transfer = Assert.Single(message.Transfers);
        Assert.Equal(
            ("60.00", "Zolc + Sohne", BankReference.Of(StoredIdOf(european, period))),
            (
                PainReader.Text(transfer, "Amt/InstdAmt"),
                PainReader.Text(transfer, "Cdtr/Nm"),
                PainReader.Text(transfer, "PmtId/EndToEndId")
            )
        );
        var messageId = message.Root.Descendants().First(element => element.Name.LocalName == "MsgId").Value;
        var report = $"""
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt><OrgnlGrpInfAndSts>
            <OrgnlMsgId>{messageId}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><GrpSts>ACSC</GrpSts>
            </OrgnlGrpInfAndSts></CstmrPmtStsRpt></Document>
            """;
        using var wide = new StringContent(report, Encoding.Unicode, "application/xml");
        using var refused = await App.Http.PostAsync(
            new Uri($"/api/programs/{Euro}/cycles/{period}/settlement", UriKind.Relative),
            wide
        );
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);

        var answer = await euro.SettleAsync(period, report, "application/xml");
        Assert.Equal((1, 0), (answer.GetProperty("paid").GetInt32(), answer.GetProperty("open").GetInt32()));
        Assert.Equal(6_000, (await App.Program(Euro).BalanceAsync(european.Id)).Paid);
        Assert.Equal("settled", (await App.Program(Euro).CycleAsync(period)).Status);
    }

    private static string StoredIdOf(PartnerJson partner, string period) =>
        $"pay_{period.Replace("-", string.Empty, StringComparison.Ordinal)}_{partner.Id[4..]}";

    private async Task<byte[]> ReadFileAsync(string slug, ProgramMonth month, string period, string mediaType)
    {
        var file = Assert.Single((await App.Program(slug).CycleAsync(period)).Files);
        using var answer = await month.DownloadAsync(period);
        var content = await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal(file.Sha256, Convert.ToHexStringLower(SHA256.HashData(content)));
        Assert.Equal($"\"{file.Sha256}\"", answer.Headers.ETag?.Tag);
        Assert.Equal(
            $"sha-256=:{Convert.ToBase64String(SHA256.HashData(content))}:",
            answer.Headers.GetValues("Repr-Digest").Single()
        );
        Assert.Equal(file.Name, answer.Content.Headers.ContentDisposition?.FileName);
        Assert.Equal(mediaType, answer.Content.Headers.ContentType?.MediaType);
        return content;
    }
}
