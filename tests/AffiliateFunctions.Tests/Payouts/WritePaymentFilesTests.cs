using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Tests.Payouts.Files;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Settings;
using AffiliateFunctions.Payouts.Store;
using Azure;
using Azure.Data.Tables;
using Testing;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>The payment files of a cycle, read by readers that share no code with the writers.</summary>
public sealed class WritePaymentFilesTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly PayoutSettings Settings = new(
        new AchSettings(
            "ACME SOFTWARE",
            "1123456789",
            "121042882",
            "WELLS FARGO BANK",
            "121042882",
            "1123456789",
            "COMMISSION"
        ),
        new SepaSettings("Acme Software GmbH", "NL91ABNA0417164300", BatchBooking: true)
    );

    [Fact]
    public async Task Settings_that_change_after_the_start_of_the_cycle_do_not_change_who_pays()
    {
        await using var bench = await PaymentFileBench.StartAsync(azurite.TakeAccount());
        var version = await bench.ApproveSettingsAsync(Settings);
        bench.AddAch("prt_2", "Ada Lovelace", 400);
        bench.AddAch("prt_1", "Łukasz Żółć", 300);
        await bench.ApproveAsync(version);
        await bench.ApproveSettingsAsync(Settings with { Ach = Settings.Ach! with { CompanyName = "OTHER INC" } });

        await bench.WriteAsync();

        var file = Assert.Single((await bench.CycleAsync()).Files);
        Assert.Equal(("payments-2026-10-ach.ach", 2, 700), (file.Name, file.Payouts, file.Total));
        var nacha = NachaReader.Read(await bench.ReadAsync(file));
        var batch = Assert.Single(nacha.Batches);
        Assert.Equal("ACME SOFTWARE   ", NachaReader.Columns(batch.Header, 5, 20));
        Assert.Equal("OCT 26", NachaReader.Columns(batch.Header, 64, 69));
        // The clock of the host stands at noon of Sunday, 1 November 2026.
        Assert.Equal("2611011200", NachaReader.Columns(nacha.FileHeader, 24, 33));
        Assert.Equal("261103", NachaReader.Columns(batch.Header, 70, 75));
        Assert.Equal(["LUKASZ ZOLC", "ADA LOVELACE"], nacha.Entries.Select(entry => entry.Name));
        Assert.Equal([300, 400], nacha.Entries.Select(entry => entry.Amount));
        Assert.All(nacha.Entries, entry => Assert.Null(entry.Text));
    }

    [Fact]
    public async Task A_program_in_euro_gets_a_message_for_its_bank()
    {
        await using var bench = await PaymentFileBench.StartAsync(azurite.TakeAccount());
        var version = await bench.ApproveSettingsAsync(Settings);
        bench.AddSepa("prt_1", "Ada Lovelace", 12_345);
        await bench.ApproveAsync(version);

        await bench.WriteAsync();

        var file = Assert.Single((await bench.CycleAsync()).Files);
        Assert.Equal("payments-2026-10-sepa.xml", file.Name);
        var message = PainReader.Read(await bench.ReadAsync(file));
        var batch = Assert.Single(message.Batches);
        Assert.Equal("NL91ABNA0417164300", PainReader.Text(batch, "DbtrAcct/Id/IBAN"));
        Assert.Equal("2026-11-03", PainReader.Text(batch, "ReqdExctnDt/Dt"));
        var transfer = Assert.Single(message.Transfers);
        Assert.Equal("123.45", PainReader.Text(transfer, "Amt/InstdAmt"));
        Assert.Equal("Commissions 2026-10", PainReader.Text(transfer, "RmtInf/Ustrd"));
        var references = await bench.Files.ReferencesAsync(await bench.CycleAsync(), file, default);
        Assert.Equal(PainReader.Text(batch, "PmtInfId"), $"{references.MessageId}-1");
        Assert.Equal(
            [(StoredPayout.IdOf(PartnerId.Parse("prt_1"), PaymentFileBench.Period), "26101")],
            references.Payments.Select(payment => (payment.PayoutId, payment.Reference))
        );
    }

    [Fact]
    public async Task Files_and_references_of_a_run_that_was_given_up_are_deleted()
    {
        await using var bench = await PaymentFileBench.StartAsync(azurite.TakeAccount());
        var version = await bench.ApproveSettingsAsync(Settings);
        bench.AddSepa("prt_1", "Ada Lovelace", 12_345);
        await bench.ApproveAsync(version);
        var givenUp = await bench.CycleAsync() with { FileRun = "run_1" };
        const string name = "payments-2026-10-sepa.xml";
        await bench.Files.PutPartAsync(givenUp, name, 0, new byte[] { 1 }, default);
        await bench.Files.PutReferencesAsync(givenUp, name, 0, new FileReferences("M", [new("pay_1", "1")]), default);

        await bench.WriteAsync();

        var cycle = await bench.CycleAsync();
        var file = Assert.Single(cycle.Files) with { Name = name };
        await Assert.ThrowsAsync<InvalidDataException>(() => bench.Files.ReferencesAsync(givenUp, file, default));
        await Assert.ThrowsAsync<InvalidDataException>(() =>
            bench.Files.ReadAsync(givenUp, file, default).CountAsync().AsTask()
        );
        Assert.Single((await bench.Files.ReferencesAsync(cycle, file, default)).Payments);
    }

    [Fact]
    public async Task Without_settings_there_is_a_list_for_people_in_the_order_of_the_partners()
    {
        await using var bench = await PaymentFileBench.StartAsync(azurite.TakeAccount());
        bench.AddSepa("prt_2", "=HYPERLINK(\"x\")", 100_050);
        bench.AddSepa("prt_1", "Agency, \"A\"", 5);
        await bench.ApproveAsync(settings: null);

        await bench.WriteAsync();

        var file = Assert.Single((await bench.CycleAsync()).Files);
        Assert.Equal("payments-2026-10-sepa.csv", file.Name);
        var lines = Encoding.UTF8.GetString(await bench.ReadAsync(file)).Split("\r\n");
        Assert.Equal("payout_id,partner_id,name,account_holder,iban,bic,amount,currency,reference", lines[0]);
        Assert.Equal(
            "pay_202610_1,prt_1,Agency,\"Agency, \"\"A\"\"\",DE89370400440532013000,,0.05,EUR,Commissions 2026-10",
            lines[1]
        );
        Assert.DoesNotContain(",=HYPERLINK", lines[2]);
        Assert.Contains("1000.50,EUR", lines[2]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Interrupted_at_any_request_a_repeated_step_writes_the_same_bytes(bool answerLost)
    {
        IReadOnlyList<CycleFile>? expected = null;
        var requests = 0;
        for (var failsAt = 0; failsAt <= requests; failsAt++)
        {
            await using var bench = await PaymentFileBench.StartAsync(azurite.TakeAccount());
            var version = await bench.ApproveSettingsAsync(Settings);
            bench.AddAch("prt_1", "Ada Lovelace", 300);
            bench.AddAch("prt_2", "=cmd()", 400);
            bench.AddSepa("prt_3", "Ada Lovelace", 500);
            await bench.ApproveAsync(version);

            bench.Fault.Arm(failsAt, answerLost);
            var isInterrupted = await Record.ExceptionAsync(bench.WriteAsync) is not null;
            requests = Math.Max(requests, bench.Fault.Requests);
            bench.Fault.Arm(0, answerLost);
            Assert.Equal(failsAt > 0, isInterrupted);
            if (isInterrupted)
            {
                // The files have no date before it is stored.
                bench.Host.Clock.Advance(
                    (await bench.CycleAsync()).FilesDatedAt is null ? default : TimeSpan.FromHours(2)
                );
                await bench.WriteAsync();
            }

            var cycle = await bench.CycleAsync();
            expected ??= cycle.Files;
            Assert.Equal(expected, cycle.Files);
            foreach (var file in cycle.Files)
            {
                Assert.Equal(file.Sha256, Convert.ToHexStringLower(SHA256.HashData(await bench.ReadAsync(file))));
            }

            var skipped = Assert.Single(await bench.SkippedPartners.SkippedAsync(cycle));
            Assert.Equal(new SkippedTotals(1, 400), cycle.Skipped);
            Assert.Equal((400L, "payout_details_invalid"), (skipped.Amount, skipped.Reason));
            Assert.Equal(["prt_2"], bench.Released.Select(partner => partner.Value).Distinct());
        }

        Assert.Equal([300L, 500L], expected!.Select(file => file.Total));
        Assert.InRange(requests, 8, 60);
    }

    [Fact]
    public async Task A_payout_that_the_file_cannot_carry_is_released_with_the_field_and_the_others_are_paid()
    {
        await using var bench = await PaymentFileBench.StartAsync(azurite.TakeAccount());
        var version = await bench.ApproveSettingsAsync(Settings);
        bench.AddAch("prt_1", "=cmd()", 300);
        bench.AddAch("prt_2", "Ada Lovelace", 400);
        await bench.ApproveAsync(version);

        await bench.WriteAsync();

        var cycle = await bench.CycleAsync();
        Assert.Equal((CycleStatus.Paying, 400), (cycle.Status, Assert.Single(cycle.Files).Total));
        var skipped = Assert.Single(await bench.SkippedPartners.SkippedAsync(cycle));
        Assert.Equal(("prt_1", 300, "payout_details_invalid"), (skipped.Partner.Value, skipped.Amount, skipped.Reason));
        Assert.StartsWith("Account holder: The text begins with =", skipped.Detail, StringComparison.Ordinal);
        Assert.Equal("prt_1", Assert.Single(cycle.Dropped).Partner.Value);
        var payout = await bench.Cycles.FindPayoutAsync(
            FeatureHost.Slug,
            PaymentFileBench.Period,
            skipped.Partner,
            default
        );
        Assert.Equal((PayoutStatus.Failed, skipped.Detail), (payout!.Status, payout.ReasonDetail));
        Assert.Equal(skipped.Partner, Assert.Single(bench.Released));
    }

    [Fact]
    public async Task A_payout_that_another_run_of_the_step_takes_out_is_in_no_file()
    {
        await using var bench = await PaymentFileBench.StartAsync(azurite.TakeAccount());
        bench.AddAch("prt_1", "Ada Lovelace", 300);
        bench.AddAch("prt_2", "Grace Hopper", 400);
        await bench.ApproveAsync(settings: null);
        var other = await bench.Cycles.FindPayoutAsync(
            FeatureHost.Slug,
            PaymentFileBench.Period,
            PartnerId.Parse("prt_2"),
            default
        );
        await bench.Cycles.ChangeAsync(
            FeatureHost.Slug,
            PaymentFileBench.Period,
            cycle => cycle.Drop(new(other!.Partner, other.Amount, "payout_details_changed", null, null)),
            default
        );

        await bench.WriteAsync();

        var cycle = await bench.CycleAsync();
        Assert.Equal((1, 300), (Assert.Single(cycle.Files).Payouts, Assert.Single(cycle.Files).Total));
        Assert.Equal("payout_details_changed", Assert.Single(await bench.SkippedPartners.SkippedAsync(cycle)).Reason);
        Assert.Equal([PartnerId.Parse("prt_2")], bench.Released);
    }

    [Fact]
    public async Task Files_that_were_not_handed_over_on_their_day_get_another_date()
    {
        await using var bench = await PaymentFileBench.StartAsync(azurite.TakeAccount());
        var version = await bench.ApproveSettingsAsync(Settings);
        bench.AddAch("prt_1", "Ada Lovelace", 300);
        await bench.ApproveAsync(version);
        bench.Fault.Arm(8, answerLost: false);
        await Assert.ThrowsAsync<RequestFailedException>(bench.WriteAsync);
        bench.Fault.Arm(0, answerLost: false);
        Assert.NotNull((await bench.CycleAsync()).FilesDatedAt);

        bench.Host.Clock.Advance(TimeSpan.FromDays(7));
        await bench.WriteAsync();

        var nacha = NachaReader.Read(await bench.ReadAsync(Assert.Single((await bench.CycleAsync()).Files)));
        Assert.Equal("261110", NachaReader.Columns(nacha.Batches[0].Header, 70, 75));
    }

    [Fact]
    public async Task A_large_file_is_stored_in_encrypted_parts_while_it_is_written()
    {
        await using var bench = await PaymentFileBench.StartAsync(azurite.TakeAccount());
        var version = await bench.ApproveSettingsAsync(Settings);
        for (var number = 1; number <= 1_200; number++)
        {
            bench.AddAch(string.Create(CultureInfo.InvariantCulture, $"prt_{number:D4}"), "Ada Lovelace", number);
        }

        await bench.ApproveAsync(version);
        await bench.WriteAsync();

        var (cycle, rows) = (await bench.CycleAsync(), bench.Host.Get<StorageTables>()[CycleStore.PayoutsTable]);
        var file = Assert.Single(cycle.Files);
        var parts = await bench.Files.ReadAsync(cycle, file, default).Select(part => part.Length).ToListAsync();
        Assert.Equal([60 * 1024, (1_210 * 96) - (60 * 1024)], parts);
        Assert.Equal(1_200, NachaReader.Read(await bench.ReadAsync(file)).Entries.Count());
        var references = await bench.Files.ReferencesAsync(cycle, file, default);
        Assert.Equal(
            Enumerable.Range(1, 1_200).Select(number => $"pay_202610_{number:D4}"),
            references.Payments.Select(payment => payment.PayoutId)
        );
        await foreach (var row in rows.QueryAsync<TableEntity>(row => row.RowKey.CompareTo("file:") > 0))
        {
            Assert.DoesNotContain("LOVELACE", Encoding.ASCII.GetString(row.GetBinary("content") ?? []));
        }

        await Assert.ThrowsAsync<InvalidDataException>(() => bench.ReadAsync(file with { Name = "another" }));
    }

    [Fact]
    public async Task What_an_interrupted_run_has_written_is_deleted_once_the_files_are_handed_over()
    {
        await using var bench = await PaymentFileBench.StartAsync(azurite.TakeAccount());
        var version = await bench.ApproveSettingsAsync(Settings);
        bench.AddAch("prt_1", "Ada Lovelace", 300);
        await bench.ApproveAsync(version);
        var rows = bench.Host.Get<StorageTables>()[CycleStore.PayoutsTable];
        // The request that hands the files over is lost.
        bench.Fault.Arm(14, answerLost: false);
        await Assert.ThrowsAsync<RequestFailedException>(bench.WriteAsync);
        bench.Fault.Arm(0, answerLost: false);
        Assert.Single(await PartsAsync());

        await bench.WriteAsync();

        Assert.Contains(
            (await bench.CycleAsync()).FileRun!,
            Assert.Single(await PartsAsync()),
            StringComparison.Ordinal
        );

        async Task<List<string>> PartsAsync() =>
            await rows.QueryAsync<TableEntity>()
                .Select(row => row.RowKey)
                .Where(key => key.StartsWith("file:", StringComparison.Ordinal))
                .ToListAsync();
    }
}
