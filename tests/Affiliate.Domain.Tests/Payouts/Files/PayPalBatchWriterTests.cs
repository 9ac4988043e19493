using System.Text;
using System.Text.Json;
using Affiliate.Domain.Payouts.Files;
using Affiliate.Domain.Payouts.Files.PayPal;

namespace Affiliate.Domain.Tests.Payouts.Files;

public sealed class PayPalBatchWriterTests
{
    private static readonly PayPalBatchSettings Settings = new("acme-2026-11-1", "Your commissions of 2026-11");

    [Fact]
    public void A_batch_is_the_request_that_PayPal_documents()
    {
        var (result, sink) = Write(
            Instructions.PayPal(),
            Instructions.PayPal("pay_2", "bob@example.com", 50, reference: "Commissions \"2026-11\"")
        );

        Assert.Equal([new PaymentFileSummary("-usd.json", 2, 123_506, "USD")], result.Files);
        Assert.Equal(
            """
            {"sender_batch_header":{"sender_batch_id":"acme-2026-11-1-1","recipient_type":"EMAIL",
            "email_subject":"Your commissions of 2026-11"},"items":[
            {"recipient_type":"EMAIL","amount":{"value":"1234.56","currency":"USD"},
            "sender_item_id":"261101KB8Z3V5T6W7X8Y9ZABCDEFGH","receiver":"ada@example.com"},
            {"recipient_type":"EMAIL","amount":{"value":"0.50","currency":"USD"},
            "note":"Commissions \u00222026-11\u0022","sender_item_id":"pay2","receiver":"bob@example.com"}]}
            """.ReplaceLineEndings(string.Empty),
            Encoding.UTF8.GetString(sink.Files.Single().Content)
        );
        Assert.Equal(
            [("-usd.json", "261101KB8Z3V5T6W7X8Y9ZABCDEFGH"), ("-usd.json", "pay2")],
            sink.Payments.Select(payment => (payment.Suffix, payment.Reference))
        );
    }

    [Fact]
    public void A_batch_has_at_most_15000_items_of_one_currency_and_an_id_of_its_own()
    {
        var (result, sink) = Write([
            .. Enumerable.Range(1, 15_001).Select(number => Instructions.PayPal($"pay_{number}", amount: 1)),
            Instructions.PayPal("pay_yen", amount: 700, currency: "JPY"),
        ]);

        Assert.Equal(
            [("-jpy.json", 1, 700), ("-usd.json", 15_000, 15_000), ("-usd-2.json", 1, 1)],
            result.Files.Select(file => (file.Suffix, file.Count, file.Total))
        );
        Assert.Equal(["acme-2026-11-1-1", "acme-2026-11-1-2", "acme-2026-11-1-3"], sink.Files.Select(BatchId));
        Assert.Equal(
            "700",
            Root(sink.Files[0].Content).GetProperty("items")[0].GetProperty("amount").GetProperty("value").GetString()
        );
    }

    [Fact]
    public void What_a_file_of_PayPal_cannot_carry_is_in_no_batch()
    {
        var (result, sink) = Write(Instructions.PayPal(email: "ada"), Instructions.PayPal("pay_2", currency: "RUB"));

        Assert.Equal(["account.email", "currency"], result.Refused.Select(refused => refused.Field));
        Assert.Empty(sink.Files);
    }

    private static (PaymentFileResult Result, BufferedPaymentFiles Sink) Write(params PaymentInstruction[] instructions)
    {
        var sink = new BufferedPaymentFiles();
        return (Written.PayPalBatch(Settings, instructions, sink), sink);
    }

    private static string? BatchId((string Suffix, byte[] Content) file) =>
        Root(file.Content).GetProperty("sender_batch_header").GetProperty("sender_batch_id").GetString();

    private static JsonElement Root(byte[] content) => JsonElement.Parse(content);
}
