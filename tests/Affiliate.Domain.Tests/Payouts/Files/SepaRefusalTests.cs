using Affiliate.Domain.Payouts.Files.Sepa;
using static Affiliate.Domain.Tests.Payouts.Files.SepaFiles;

namespace Affiliate.Domain.Tests.Payouts.Files;

public sealed class SepaRefusalTests
{
    [Theory]
    [InlineData("Иван Петров", "Ivan Petrov")]
    [InlineData("Łukasz Żółć", "Lukasz Zolc")]
    [InlineData("Müller & Söhne", "Muller + Sohne")]
    [InlineData("\"Quoted\" [Name]; <tag>", "'Quoted' (Name), .tag.")]
    [InlineData("a_b~c\\d|e", "a-b-c/d/e")]
    [InlineData("100 % €!", "100 . EUR.")]
    [InlineData(" Ada \t\r\n Lovelace ", "Ada Lovelace")]
    [InlineData("]]>&<!--", ")).+...--")]
    public void A_name_is_written_in_the_characters_of_SEPA(string holder, string name)
    {
        if (!name.Any(char.IsLetterOrDigit))
        {
            AssertRefused(Instructions.Sepa(holder: holder), "account.holder");
            return;
        }

        Assert.Equal(name, PainReader.Text(Single(Instructions.Sepa(holder: holder)), "Cdtr/Nm"));
    }

    [Fact]
    public void Long_texts_are_cut_to_their_elements()
    {
        var transfer = Single(
            Instructions.Sepa(
                holder: new string('a', 200),
                reference: new string('r', 200),
                address: Instructions.Address(
                    new string('t', 99),
                    "DE",
                    new string('s', 99),
                    new string('1', 99),
                    new string('2', 99)
                )
            )
        );

        Assert.Equal(70, PainReader.Text(transfer, "Cdtr/Nm")!.Length);
        Assert.Equal(140, PainReader.Text(transfer, "RmtInf/Ustrd")!.Length);
        Assert.Equal(35, PainReader.Text(transfer, "Cdtr/PstlAdr/TwnNm")!.Length);
        Assert.Equal(70, PainReader.Text(transfer, "Cdtr/PstlAdr/StrtNm")!.Length);
        Assert.Equal(16, PainReader.Text(transfer, "Cdtr/PstlAdr/BldgNb")!.Length);
        Assert.Equal(16, PainReader.Text(transfer, "Cdtr/PstlAdr/PstCd")!.Length);
    }

    [Theory]
    [InlineData("=cmd()")]
    [InlineData("+49 Agentur")]
    [InlineData("@agency")]
    [InlineData("- Agency")]
    [InlineData("")]
    [InlineData("?!")]
    public void A_name_that_the_file_cannot_carry_is_refused_by_name(string holder) =>
        AssertRefused(Instructions.Sepa(holder: holder), "account.holder");

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(100_000_000_000)]
    [InlineData(long.MaxValue)]
    public void An_amount_outside_the_scheme_is_refused(long amount) =>
        AssertRefused(Instructions.Sepa(amount: amount), "amount");

    [Fact]
    public void The_least_and_the_greatest_amount_are_written()
    {
        Assert.Equal("0.01", PainReader.Text(Single(Instructions.Sepa(amount: 1)), "Amt/InstdAmt"));
        Assert.Equal(
            "999999999.99",
            PainReader.Text(Single(Instructions.Sepa(amount: 99_999_999_999)), "Amt/InstdAmt")
        );
    }

    [Fact]
    public void Other_currencies_countries_accounts_and_ids_are_refused()
    {
        AssertRefused(Instructions.Sepa(currency: "USD"), "currency");
        AssertRefused(Instructions.Sepa(iban: "TR330006100519786457841326"), "account.iban");
        AssertRefused(Instructions.Sepa(iban: "DE89370400440532013001"), "account.iban");
        AssertRefused(Instructions.Sepa(address: Instructions.Address("Bonn", "de")), "account.address.country");
        AssertRefused(Instructions.Sepa(address: Instructions.Address(" ", "DE")), "account.address.town");
        AssertRefused(Instructions.Sepa(reference: "@x"), "reference");
        AssertRefused(Instructions.Sepa(payoutId: new string('x', 36)), "payout_id");
        AssertRefused(Instructions.Ach(), "account");
    }

    [Fact]
    public void A_payout_that_is_listed_twice_is_paid_once()
    {
        var (result, sink) = Write(Debtor, Settings, Instructions.Sepa("pay_1"), Instructions.Sepa("pay_1", amount: 7));

        Assert.Equal("1234.56", PainReader.Text(Read(sink).Transfers.Single(), "Amt/InstdAmt"));
        Assert.Equal("payout_id", result.Refused.Single().Field);
    }

    [Fact]
    public void Two_payouts_never_share_a_reference()
    {
        var (result, sink) = Write(Debtor, Settings, Instructions.Sepa("pay_a_b"), Instructions.Sepa("pay_ab"));

        Assert.Equal("pay_a_b", sink.Payments.Single().PayoutId);
        Assert.Equal(("pay_ab", "payout_id"), (result.Refused.Single().PayoutId, result.Refused.Single().Field));
    }

    [Fact]
    public void A_debtor_that_does_not_fit_is_named_field_by_field()
    {
        var wrong = new SepaOriginator(
            "Müller",
            Instructions.Account("TR330006100519786457841326"),
            default(Affiliate.Domain.Banking.Bic)
        )
        {
            Address = Instructions.Address("", "Germany"),
        };

        Assert.Empty(Debtor.Problems());
        Assert.Equal(
            ["name", "iban", "bic", "address.country", "address.town"],
            wrong.Problems().Select(problem => problem.Field)
        );
        Assert.Throws<ArgumentException>(() => Write(wrong, Settings, Instructions.Sepa()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("has/slash")]
    [InlineData("1234567890123456789012345")]
    public void A_message_identification_that_does_not_fit_is_refused(string messageId) =>
        Assert.Throws<ArgumentException>(() =>
            Write(Debtor, Settings with { MessageId = messageId }, Instructions.Sepa())
        );
}
