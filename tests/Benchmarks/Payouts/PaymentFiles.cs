using System.Diagnostics;
using System.Globalization;
using Affiliate.Domain.Banking;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Payouts.Files;
using Affiliate.Domain.Payouts.Files.Nacha;
using Affiliate.Domain.Payouts.Files.Sepa;
using AffiliateFunctions.Benchmarks.Tracking;
using Spectre.Console;

namespace AffiliateFunctions.Benchmarks.Payouts;

/// <summary>Writes bank files of many payments into memory, as the cycle does.</summary>
internal static class PaymentFiles
{
    private const double Megabyte = 1024 * 1024;

    private static readonly DateTimeOffset Now = new(2026, 12, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Tomorrow = new(2026, 12, 2);

    public static Table Measure(int payments)
    {
        var table = new Table { Title = new TableTitle($"Payment files of {payments:N0} payments") };
        table.AddColumns("format", "seconds", "MB of the file", "MB allocated");
        Add(table, "ACH", payments, WriteAch);
        Add(table, "SEPA", payments, WriteSepa);
        return table;
    }

    private static void Add(
        Table table,
        string format,
        int payments,
        Func<int, IPaymentFileSink, PaymentFileResult> write
    )
    {
        write(100, new BufferedPaymentFiles());
        var sink = new BufferedPaymentFiles();
        var (allocated, begun) = (GC.GetTotalAllocatedBytes(precise: true), Stopwatch.GetTimestamp());
        var result = write(payments, sink);
        var (time, bytes) = (Stopwatch.GetElapsedTime(begun), GC.GetTotalAllocatedBytes(precise: true) - allocated);
        MeasuredApp.Check(result.Refused.Count == 0, $"{result.Refused.Count} payments were refused.");
        table.AddRow(
            format,
            time.TotalSeconds.ToString("F2", CultureInfo.InvariantCulture),
            (sink.Files.Sum(file => file.Content.Length) / Megabyte).ToString("F1", CultureInfo.InvariantCulture),
            (bytes / Megabyte).ToString("F0", CultureInfo.InvariantCulture)
        );
    }

    private static PaymentFileResult WriteAch(int payments, IPaymentFileSink sink)
    {
        MeasuredApp.Check(RoutingNumber.TryParse("121042882", out var bank), "The routing number is invalid.");
        return NachaWriter.Write(
            new NachaOriginator("ACME", "1123456789", bank, "BANK", "121042882", "1123456789", "COMMISSION"),
            new NachaFileSettings(Now.DateTime, Tomorrow),
            Payments(payments, "USD", _ => new AchAccount("Agency", bank, "123456789", AchAccountType.Checking)),
            sink
        );
    }

    private static PaymentFileResult WriteSepa(int payments, IPaymentFileSink sink)
    {
        MeasuredApp.Check(Iban.TryParse("DE89370400440532013000", out var iban), "The IBAN is invalid.");
        return SepaWriter.Write(
            new SepaOriginator("Acme GmbH", iban),
            new SepaFileSettings("CYCLE-2026-11", Now, Tomorrow),
            Payments(payments, "EUR", _ => new SepaAccount("Agency", iban, null)),
            sink
        );
    }

    // The payments are made while the file is written, so that their memory is not that of the file.
    private static IEnumerable<PaymentInstruction> Payments(
        int count,
        string currency,
        Func<int, PayoutAccount> account
    ) =>
        Enumerable
            .Range(1, count)
            .Select(number => new PaymentInstruction(
                $"pay_202611_{number:D10}",
                $"prt_{number:D10}",
                "Agency",
                1_000 + number,
                Currency.Parse(currency),
                account(number)
            ));
}
