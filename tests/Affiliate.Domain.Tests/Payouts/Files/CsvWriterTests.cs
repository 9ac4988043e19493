using System.Text;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Payouts.Files;

namespace Affiliate.Domain.Tests.Payouts.Files;

public sealed class CsvWriterTests
{
    private const string WiseHeader =
        "name,recipientEmail,paymentReference,receiverType,amountCurrency,amount,sourceCurrency,targetCurrency";

    [Fact]
    public void PayPal_takes_lines_without_a_header()
    {
        var (result, sink) = PayPal(
            Instructions.PayPal(),
            Instructions.PayPal("pay_2", "bob@example.com", 50, reference: "Commissions, \"2026-11\"")
        );

        Assert.Equal(
            "ada@example.com,1234.56,USD,261101KB8Z3V5T6W7X8Y9ZABCDEFGH\r\n"
                + "bob@example.com,0.50,USD,pay2,\"Commissions, \"\"2026-11\"\"\"\r\n",
            Text(sink.Files.Single().Content)
        );
        Assert.Equal([new PaymentFileSummary("-usd.csv", 2, 123_506, "USD")], result.Files);
        Assert.Equal("261101KB8Z3V5T6W7X8Y9ZABCDEFGH", sink.Payments[0].Reference);
    }

    [Fact]
    public void Each_currency_has_its_own_PayPal_file()
    {
        var (result, sink) = PayPal(
            Instructions.PayPal("pay_1", amount: 100),
            Instructions.PayPal("pay_2", amount: 200, currency: "EUR"),
            Instructions.PayPal("pay_3", amount: 400),
            Instructions.PayPal("pay_4", amount: 700, currency: "JPY"),
            Instructions.PayPal("pay_5", amount: 90_000, currency: "HUF")
        );

        Assert.Equal(
            [
                new PaymentFileSummary("-eur.csv", 1, 200, "EUR"),
                new PaymentFileSummary("-huf.csv", 1, 90_000, "HUF"),
                new PaymentFileSummary("-jpy.csv", 1, 700, "JPY"),
                new PaymentFileSummary("-usd.csv", 2, 500, "USD"),
            ],
            result.Files
        );
        Assert.Equal("ada@example.com,900,HUF,pay5\r\n", Text(sink.Files[1].Content));
        Assert.Equal("ada@example.com,700,JPY,pay4\r\n", Text(sink.Files[2].Content));
    }

    [Fact]
    public void A_PayPal_file_has_at_most_5000_lines()
    {
        var (result, sink) = PayPal([
            .. Enumerable.Range(1, 10_001).Select(number => Instructions.PayPal($"pay_{number}", amount: 1)),
        ]);

        Assert.Equal([5_000, 5_000, 1], result.Files.Select(file => file.Count));
        Assert.Equal(["-usd.csv", "-usd-2.csv", "-usd-3.csv"], sink.Files.Select(file => file.Suffix));
        Assert.Equal([5_000, 5_000, 1], sink.Files.Select(file => Text(file.Content).Split("\r\n").Length - 1));
        Assert.Equal(10_001, sink.Payments.Select(payment => payment.Reference).Distinct().Count());
    }

    [Theory]
    [InlineData("=cmd()@example.com")]
    [InlineData("+ada@example.com")]
    [InlineData("-ada@example.com")]
    [InlineData("@example.com")]
    [InlineData("ada")]
    [InlineData("ada@")]
    [InlineData("ada@bob@example.com")]
    [InlineData("ada @example.com")]
    [InlineData("ada@example.com\r\n")]
    [InlineData("")]
    public void An_address_that_cannot_be_written_unchanged_is_refused(string email)
    {
        Assert.Equal("account.email", PayPal(Instructions.PayPal(email: email)).Result.Refused.Single().Field);
        Assert.Equal("account.email", Wise(Instructions.Wise(email: email)).Result.Refused.Single().Field);
    }

    [Fact]
    public void PayPal_refuses_what_it_does_not_pay()
    {
        AssertRefused(PayPal(Instructions.PayPal(currency: "RUB")), "currency");
        AssertRefused(PayPal(Instructions.PayPal(amount: 90_050, currency: "HUF")), "amount");
        AssertRefused(PayPal(Instructions.PayPal(amount: 0)), "amount");
        AssertRefused(PayPal(Instructions.PayPal(amount: -5)), "amount");
        AssertRefused(PayPal(Instructions.PayPal(payoutId: new string('x', 31))), "payout_id");
        AssertRefused(PayPal(Instructions.PayPal(reference: "=1")), "reference");
        AssertRefused(PayPal(Instructions.Wise()), "account");
    }

    [Fact]
    public void A_note_of_PayPal_is_cut_to_400_characters_and_no_character_is_halved()
    {
        var (_, sink) = PayPal(Instructions.PayPal("pay_1", reference: new string('n', 399) + "😀😀"));

        Assert.Equal($"ada@example.com,1234.56,USD,pay1,{new string('n', 399)}\r\n", Text(sink.Files.Single().Content));
    }

    [Fact]
    public void Wise_takes_a_header_and_pays_the_amount_in_the_target_currency()
    {
        var (result, sink) = Wise(
            Instructions.Wise(
                "pay_1",
                "Łukasz Żółć",
                amount: 123_456,
                currency: "PLN",
                reference: "Commissions 2026-11"
            ),
            Instructions.Wise("pay_2", "Smith, Sons & Co", "s@example.com", 700, "JPY", isCompany: true)
        );

        Assert.Equal(
            $"{WiseHeader}\r\n"
                + "Łukasz Żółć,ada@example.com,Commissions 2026-11,PERSON,target,1234.56,USD,PLN\r\n"
                + "\"Smith, Sons & Co\",s@example.com,,INSTITUTION,target,700,USD,JPY\r\n",
            Text(sink.Files.Single().Content)
        );
        Assert.Equal([new PaymentFileSummary(".csv", 2, 124_156, null)], result.Files);
    }

    [Fact]
    public void A_Wise_file_has_at_most_1000_lines_and_each_has_the_header()
    {
        var (result, sink) = Wise([.. Enumerable.Range(1, 1_001).Select(number => Instructions.Wise($"pay_{number}"))]);

        Assert.Equal([1_000, 1], result.Files.Select(file => file.Count));
        Assert.All(
            sink.Files,
            file => Assert.StartsWith($"{WiseHeader}\r\n", Text(file.Content), StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Wise_refuses_names_that_begin_like_formulas_and_other_accounts()
    {
        AssertRefused(Wise(Instructions.Wise(name: "=cmd()")), "partner_name");
        AssertRefused(Wise(Instructions.Wise(name: "\u0007")), "partner_name");
        AssertRefused(Wise(Instructions.Wise(reference: "-x")), "reference");
        AssertRefused(Wise(Instructions.Wise(amount: 0)), "amount");
        AssertRefused(Wise(Instructions.PayPal()), "account");
    }

    [Fact]
    public void The_list_for_people_has_the_columns_of_its_accounts_and_escapes_formulas()
    {
        var sink = new BufferedPaymentFiles();
        var result = Written.List<AchAccount>(
            [
                Instructions.Ach("pay_1", "=cmd()", reference: "Commissions 2026-11"),
                Instructions.Ach("pay_2", "Bob, Inc.", type: AchAccountType.Savings, amount: 5),
                Instructions.Sepa("pay_3"),
            ],
            sink
        );

        Assert.Equal(
            "payout_id,partner_id,name,account_holder,routing_number,account_number,account_type,"
                + "amount,currency,reference\r\n"
                + "pay_1,prt_1,\"'=cmd()\",\"'=cmd()\",021000021,123456789,checking,1234.56,USD,Commissions 2026-11\r\n"
                + "pay_2,prt_1,\"Bob, Inc.\",\"Bob, Inc.\",021000021,123456789,savings,0.05,USD,\r\n",
            Text(sink.Files.Single().Content)
        );
        Assert.Equal("pay_3", result.Refused.Single().PayoutId);
        Assert.Equal(2, result.Files.Single().Count);
    }

    [Fact]
    public void The_list_of_SEPA_PayPal_and_Wise_has_their_columns()
    {
        Assert.Equal(
            "payout_id,partner_id,name,account_holder,iban,bic,amount,currency,reference\r\n"
                + "pay_1,prt_1,Ada,Ada,DE89370400440532013000,COBADEFF,1.00,EUR,\r\n",
            List<SepaAccount>(Instructions.Sepa("pay_1", "Ada", bic: "COBADEFF", amount: 100))
        );
        Assert.Equal(
            "payout_id,partner_id,name,email,amount,currency,reference\r\n"
                + "pay_1,prt_1,Ada Lovelace,ada@example.com,1.00,USD,\r\n",
            List<PayPalAccount>(Instructions.PayPal("pay_1", amount: 100))
        );
        Assert.Equal(
            "payout_id,partner_id,name,email,amount,currency,reference\r\n"
                + "pay_1,prt_1,Ada Lovelace,ada@example.com,100,JPY,\r\n",
            List<WiseAccount>(Instructions.Wise("pay_1", amount: 100, currency: "JPY"))
        );
    }

    private static string List<TAccount>(PaymentInstruction instruction)
        where TAccount : PayoutAccount
    {
        var sink = new BufferedPaymentFiles();
        Written.List<TAccount>([instruction], sink);
        return Text(sink.Files.Single().Content);
    }

    private static (PaymentFileResult Result, BufferedPaymentFiles Sink) PayPal(
        params PaymentInstruction[] instructions
    )
    {
        var sink = new BufferedPaymentFiles();
        return (Written.PayPal(instructions, sink), sink);
    }

    private static (PaymentFileResult Result, BufferedPaymentFiles Sink) Wise(params PaymentInstruction[] instructions)
    {
        var sink = new BufferedPaymentFiles();
        return (Written.Wise(Currency.Parse("USD"), instructions, sink), sink);
    }

    private static void AssertRefused((PaymentFileResult Result, BufferedPaymentFiles Sink) written, string field)
    {
        Assert.Equal(field, written.Result.Refused.Single().Field);
        Assert.Empty(written.Result.Files);
        Assert.Empty(written.Sink.Files);
    }

    private static string Text(byte[] content) => Encoding.UTF8.GetString(content);
}
