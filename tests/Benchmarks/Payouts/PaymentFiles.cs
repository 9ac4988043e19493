using System.Diagnostics;
using System.Globalization;
using Affiliate.Domain.Banking;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Payouts.Files;
using AffiliateFunctions.Benchmarks.Tracking;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Rails;
using AffiliateFunctions.Payouts.Settings;
using AffiliateFunctions.Payouts.Store;
using Azure.Core;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Spectre.Console;
using Testing.Tables;

namespace AffiliateFunctions.Benchmarks.Payouts;

/// <summary>Writes bank files of many payments to encrypted rows of tables in memory, as the cycle does.</summary>
internal static class PaymentFiles
{
    private static readonly TimeSpan BetweenCollections = TimeSpan.FromMilliseconds(200);
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 9, 0, 0, TimeSpan.Zero);

    private static readonly PayoutSettings Settings = new(
        new AchSettings("ACME", "1123456789", "121042882", "BANK", "121042882", "1123456789", "COMMISSION"),
        new SepaSettings("Acme GmbH", "DE89370400440532013000")
    );

    public static async Task<Table> MeasureAsync(IEnumerable<int> sizes)
    {
        MeasuredApp.Check(RoutingNumber.TryParse("121042882", out var bank), "The routing number is invalid.");
        MeasuredApp.Check(Iban.TryParse("DE89370400440532013000", out var iban), "The IBAN is invalid.");
        var (ach, sepa) = (
            new AchAccount("Agency", bank, "123456789", AchAccountType.Checking),
            new SepaAccount("Agency", iban)
        );
        var table = new Table { Title = new TableTitle("Payment files") };
        table.AddColumns("format", "payments", "seconds", "MB of the file", "MB in use", "MB heap", "MB allocated");
        foreach (var payments in sizes)
        {
            await AddAsync(table, "ACH (Nacha)", "ach", "USD", ach, payments);
            await AddAsync(table, "SEPA (pain.001)", "sepa", "EUR", sepa, payments);
        }

        return table;
    }

    private static async Task AddAsync(
        Table table,
        string format,
        string method,
        string currency,
        PayoutAccount account,
        int payments
    )
    {
        var count = new StorageCount();
        await WriteAsync(method, currency, account, payments: 100, count);
        await using var peak = new PeakMemory(() => count.Now.Bytes, BetweenCollections).Start();
        var (allocated, begun) = (GC.GetTotalAllocatedBytes(precise: true), Stopwatch.GetTimestamp());
        var written = await WriteAsync(method, currency, account, payments, count);
        var time = Stopwatch.GetElapsedTime(begun);
        await peak.StopAsync();
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        table.AddRow(
            format,
            payments.ToString("N0", CultureInfo.InvariantCulture),
            (time - peak.Collecting).TotalSeconds.ToString("F2", CultureInfo.InvariantCulture),
            CycleSteps.MegabytesOf(await written.LengthAsync()),
            CycleSteps.MegabytesOf(peak.InUse),
            CycleSteps.MegabytesOf(peak.Heap),
            CycleSteps.MegabytesOf(allocated)
        );
    }

    private static async Task<WrittenFile> WriteAsync(
        string method,
        string currency,
        PayoutAccount account,
        int payments,
        StorageCount count
    )
    {
        var options = new MemoryTables().Options();
        options.AddPolicy(count, HttpPipelinePosition.PerRetry);
        var tables = new StorageTables(new TableServiceClient("UseDevelopmentStorage=true", options));
        await tables[CycleStore.PayoutsTable].CreateAsync();
        var security = new SecurityOptions
        {
            LinkSigningKey = "YmVuY2htYXJrLW9ubHktbGluay1zaWduaW5nLWtleTE=",
            EncryptionKey = "YmVuY2htYXJrLW9ubHktZW5jcnlwdGlvbi1rZXktMDE=",
        };
        var store = new PaymentFileStore(tables, new EncryptedText(Options.Create(security)));
        var cycle = new StoredCycle
        {
            Program = ProgramSlug.Parse("files"),
            Period = Period.Parse("2026-11"),
            Status = CycleStatus.Approved,
            StartedBy = "key",
            StartedAt = Now,
            Currency = currency,
            FileRun = "run_1",
        };
        var terms = new PaymentFileTerms(cycle, Settings, Now);
        using var sink = new StoredPaymentFiles(store, new FileRail(), terms, method);
        var result = await terms.WriteAsync(method, Payments(payments, currency, account), sink, default);
        MeasuredApp.Check(result.Refused.Count == 0, $"{result.Refused.Count} payments were refused.");
        return new WrittenFile(store, cycle, sink.Files.Single());
    }

    // The payments are made while the file is written, so that their memory is not that of the file.
    private static IAsyncEnumerable<PaymentInstruction> Payments(int count, string currency, PayoutAccount account) =>
        Enumerable
            .Range(1, count)
            .Select(number => new PaymentInstruction(
                $"pay_202611_{number:D10}",
                $"prt_{number:D10}",
                "Agency",
                1_000 + number,
                Currency.Parse(currency),
                account
            ))
            .ToAsyncEnumerable();

    private sealed record WrittenFile(PaymentFileStore Store, StoredCycle Cycle, CycleFile File)
    {
        public async Task<long> LengthAsync() =>
            await Store.ReadAsync(Cycle, File, default).Select(part => (long)part.Length).SumAsync();
    }
}
