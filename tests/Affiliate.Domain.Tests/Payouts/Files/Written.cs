using Affiliate.Domain.Monetary;
using Affiliate.Domain.Payouts.Files;
using Affiliate.Domain.Payouts.Files.Csv;
using Affiliate.Domain.Payouts.Files.Nacha;
using Affiliate.Domain.Payouts.Files.PayPal;
using Affiliate.Domain.Payouts.Files.Sepa;

namespace Affiliate.Domain.Tests.Payouts.Files;

/// <summary>
/// Writes instructions that are in memory into files in memory. Nothing has to be waited for, so the tests of the
/// formats need not be asynchronous.
/// </summary>
internal static class Written
{
    public static PaymentFileResult Nacha(
        NachaOriginator originator,
        NachaFileSettings settings,
        IEnumerable<PaymentInstruction> instructions,
        BufferedPaymentFiles sink,
        NachaLimits? limits = null
    ) =>
        Of(
            NachaWriter.WriteAsync(
                originator,
                settings,
                instructions.ToAsyncEnumerable(),
                sink,
                limits ?? new NachaLimits(),
                default
            )
        );

    public static PaymentFileResult Sepa(
        SepaOriginator originator,
        SepaFileSettings settings,
        IEnumerable<PaymentInstruction> instructions,
        BufferedPaymentFiles sink
    ) => Of(SepaWriter.WriteAsync(originator, settings, instructions.ToAsyncEnumerable(), sink, default));

    public static PaymentFileResult PayPal(IEnumerable<PaymentInstruction> instructions, BufferedPaymentFiles sink) =>
        Of(PayPalWriter.WriteAsync(instructions.ToAsyncEnumerable(), sink, default));

    public static PaymentFileResult PayPalBatch(
        PayPalBatchSettings settings,
        IEnumerable<PaymentInstruction> instructions,
        BufferedPaymentFiles sink
    ) => Of(PayPalBatchWriter.WriteAsync(settings, instructions.ToAsyncEnumerable(), sink, default));

    public static PaymentFileResult Wise(
        Currency currency,
        IEnumerable<PaymentInstruction> instructions,
        BufferedPaymentFiles sink
    ) => Of(WiseWriter.WriteAsync(currency, instructions.ToAsyncEnumerable(), sink, default));

    public static PaymentFileResult List<TAccount>(
        IEnumerable<PaymentInstruction> instructions,
        BufferedPaymentFiles sink
    )
        where TAccount : PayoutAccount =>
        Of(PaymentListWriter.WriteAsync<TAccount>(instructions.ToAsyncEnumerable(), sink, default));

    private static PaymentFileResult Of(Task<PaymentFileResult> written) => written.GetAwaiter().GetResult();
}
