using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Affiliate.Domain.Banking;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Payouts.Files;
using Affiliate.Domain.Payouts.Files.Csv;
using Affiliate.Domain.Payouts.Files.Nacha;
using Affiliate.Domain.Payouts.Files.Sepa;
using AffiliateFunctions.Payouts.Settings;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Files;

/// <summary>
/// What the payment files of a cycle contain beside the payments. All of it is stored with the cycle, so that the same
/// payouts give the same bytes.
/// </summary>
/// <param name="Cycle">The cycle.</param>
/// <param name="Settings">The settings that the cycle uses.</param>
/// <param name="CreatedAt">The time of creation, in the program's time zone.</param>
internal sealed record PaymentFileTerms(StoredCycle Cycle, PayoutSettings Settings, DateTimeOffset CreatedAt)
{
    // Trace numbers have 7 digits. Each month has a range of its own for eight years, so that a late return of another
    // month is not taken for one of this cycle.
    private const int TracesOfMonth = 100_000;
    private const int TraceRanges = 99;

    private DateOnly CreatedOn => DateOnly.FromDateTime(CreatedAt.DateTime);

    /// <summary>The message identification of a SEPA file, or null for another file.</summary>
    /// <param name="name">The name of the file.</param>
    /// <param name="filesBefore">The number of files of the method before it.</param>
    public string? MessageIdOf(string name, int filesBefore) =>
        PaymentFileNames.IsSepa(name) ? SepaFileSettings.MessageIdOf(SepaMessageId, filesBefore) : null;

    private string SepaMessageId
    {
        get
        {
            var program = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Cycle.Program.Value)))[..8];
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{Cycle.Period.Year:D4}{Cycle.Period.Month:D2}-{Cycle.Attempt + 1}-{program}"
            );
        }
    }

    /// <summary>
    /// Writes the files of a method: for a bank, if the method has settings, otherwise a list for people.
    /// </summary>
    /// <param name="method">The method.</param>
    /// <param name="instructions">The instructions, in the same order at each enumeration.</param>
    /// <param name="sink">Receives the files and the references.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<PaymentFileResult> WriteAsync(
        string method,
        IAsyncEnumerable<PaymentInstruction> instructions,
        IPaymentFileSink sink,
        CancellationToken cancellationToken
    ) =>
        method switch
        {
            "ach" when Settings.Ach is { } ach => NachaWriter.WriteAsync(
                ach.Originator,
                NachaSettingsOf(ach),
                ach.Addenda ? instructions : instructions.Select(payment => payment with { Reference = null }),
                sink,
                cancellationToken
            ),
            "ach" => PaymentListWriter.WriteAsync<AchAccount>(instructions, sink, cancellationToken),
            "sepa" when Settings.Sepa is { } sepa => SepaWriter.WriteAsync(
                sepa.Originator,
                new SepaFileSettings(
                    SepaMessageId,
                    CreatedAt,
                    BankingCalendar.Target.After(CreatedOn, sepa.BankingDaysAhead)
                ),
                instructions,
                sink,
                cancellationToken
            ),
            "sepa" => PaymentListWriter.WriteAsync<SepaAccount>(instructions, sink, cancellationToken),
            "paypal" => PayPalWriter.WriteAsync(instructions, sink, cancellationToken),
            "wise" => WiseWriter.WriteAsync(
                Currency.Parse(Settings.Wise?.SourceCurrency ?? Cycle.Currency),
                instructions,
                sink,
                cancellationToken
            ),
            _ => throw new InvalidOperationException($"There is no payout method '{method}'."),
        };

    /// <summary>Returns why the format cannot carry a payment, or null.</summary>
    public async ValueTask<RefusedPayment?> RefusalOfAsync(
        string method,
        PaymentInstruction instruction,
        CancellationToken cancellationToken
    )
    {
        var one = new[] { instruction }.ToAsyncEnumerable();
        var result = await WriteAsync(method, one, new BufferedPaymentFiles(), cancellationToken);
        return result.Refused is [var refusal, ..] ? refusal : null;
    }

    private NachaFileSettings NachaSettingsOf(AchSettings ach) =>
        new(CreatedAt.DateTime, BankingCalendar.FederalReserve.After(CreatedOn, ach.BankingDaysAhead))
        {
            DescriptiveDate = Cycle.Period.FirstDay.ToString("MMM yy", CultureInfo.InvariantCulture).ToUpperInvariant(),
            FirstTraceSequence = (((Cycle.Period.Year * 12) + Cycle.Period.Month) % TraceRanges * TracesOfMonth) + 1,
        };
}
