using Affiliate.Domain.Payouts.Files;
using static Affiliate.Domain.Tests.Payouts.Files.NachaFiles;

namespace Affiliate.Domain.Tests.Payouts.Files;

public sealed class NachaRefusalTests
{
    [Theory]
    [InlineData("Иван Петров", "IVAN PETROV")]
    [InlineData("Łukasz Żółć", "LUKASZ ZOLC")]
    [InlineData("Jürgen Groß", "JURGEN GROSS")]
    [InlineData("Μαρία", "MARIA")]
    [InlineData("  Ada \t\r\n Lovelace ", "ADA LOVELACE")]
    [InlineData("Ada\u200B Love\u00ADlace", "ADA LOVELACE")]
    [InlineData("O'Neill-Smith & Co. #7", "O'NEILL-SMITH & CO. #7")]
    public void A_name_is_transliterated_to_ASCII(string holder, string name) =>
        Assert.Equal(name, Single(Instructions.Ach(holder: holder)).Name);

    [Fact]
    public void A_name_of_200_characters_is_cut_to_its_field()
    {
        Assert.Equal(new string('A', 22), Single(Instructions.Ach(holder: new string('a', 200))).Name);
        Assert.Equal("ABCDEFGHIJKLMNOPQRSTU", Single(Instructions.Ach(holder: "abcdefghijklmnopqrstu vwxyz")).Name);
    }

    [Fact]
    public void A_reference_of_more_than_80_characters_is_cut_to_the_addenda() =>
        Assert.Equal(new string('R', 80), Single(Instructions.Ach(reference: new string('r', 81))).Text);

    [Theory]
    [InlineData("=cmd()", "account.holder")]
    [InlineData("  +1 Agency", "account.holder")]
    [InlineData("-Agency", "account.holder")]
    [InlineData("@agency", "account.holder")]
    [InlineData("＝cmd()", "account.holder")] // a full-width equals sign becomes one in ASCII
    [InlineData("–Agency", "account.holder")] // an en dash becomes a hyphen
    [InlineData("", "account.holder")]
    [InlineData("...", "account.holder")]
    [InlineData("\uD83D", "account.holder")] // half of a pair of surrogates
    public void A_name_that_the_file_cannot_carry_is_refused_by_name(string holder, string field) =>
        AssertRefused(Instructions.Ach(holder: holder), field);

    [Theory]
    [InlineData("12345678A")]
    [InlineData("123")]
    [InlineData("123456789012345678")]
    [InlineData("1234 5678")]
    [InlineData("١٢٣٤٥٦")]
    [InlineData("")]
    public void An_account_number_with_anything_but_4_to_17_digits_is_refused(string accountNumber) =>
        AssertRefused(Instructions.Ach(accountNumber: accountNumber), "account.account_number");

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(10_000_000_000)]
    [InlineData(long.MaxValue)]
    public void An_amount_outside_the_field_is_refused(long amount) =>
        AssertRefused(Instructions.Ach(amount: amount), "amount");

    [Fact]
    public void The_greatest_amount_fills_its_field()
    {
        Assert.Equal(9_999_999_999, Single(Instructions.Ach(amount: 9_999_999_999)).Amount);
        Assert.Equal(
            "The amount 100000000.00 is above 99999999.99, the maximum of the field.",
            Write(Instructions.Ach(amount: 10_000_000_000)).Result.Refused.Single().Reason
        );
    }

    [Fact]
    public void Other_currencies_routing_numbers_and_accounts_are_refused()
    {
        AssertRefused(Instructions.Ach(currency: "EUR"), "currency");
        AssertRefused(Instructions.Ach(routingNumber: "021000012"), "account.routing_number");
        AssertRefused(Instructions.Ach(reference: "=1+1"), "reference");
        AssertRefused(Instructions.Sepa(), "account");
    }

    [Fact]
    public void A_payout_that_is_listed_twice_is_paid_once()
    {
        var (result, sink) = Write(Instructions.Ach("pay_1"), Instructions.Ach("pay_1", amount: 7));

        Assert.Equal(123_456, NachaReader.Read(sink.Files.Single().Content).Entries.Single().Amount);
        Assert.Equal("payout_id", result.Refused.Single().Field);
    }

    [Fact]
    public void A_refused_instruction_leaves_the_others_in_the_file()
    {
        var (result, sink) = Write(
            Instructions.Ach("pay_1"),
            Instructions.Ach("pay_2", holder: "=cmd()"),
            Instructions.Ach("pay_3", isCompany: true)
        );

        Assert.Equal(
            ["PAY1", "PAY3"],
            NachaReader.Read(sink.Files.Single().Content).Entries.Select(entry => entry.Identification)
        );
        Assert.Equal("pay_2", result.Refused.Single().PayoutId);
    }

    [Fact]
    public void An_originator_that_does_not_fit_is_named_field_by_field()
    {
        var wrong = Originator with
        {
            CompanyName = "Acme Software Company",
            CompanyId = "12",
            OdfiName = "",
            EntryDescription = "Prämien",
            OdfiRoutingNumber = default,
        };

        Assert.Empty(Originator.Problems());
        Assert.Equal(
            ["company_name", "company_id", "odfi_name", "entry_description", "odfi_routing_number"],
            wrong.Problems().Select(problem => problem.Field)
        );
        Assert.Throws<ArgumentException>(() =>
            Written.Nacha(wrong, Settings, [Instructions.Ach()], new BufferedPaymentFiles())
        );
    }

    [Theory]
    [InlineData('a', 1, null)]
    [InlineData('A', 0, null)]
    [InlineData('A', 10_000_000, null)]
    [InlineData('A', 1, "NOVEMBER")]
    [InlineData('A', 1, "März")]
    public void Settings_that_do_not_fit_are_refused(char modifier, int sequence, string? date) =>
        Assert.Throws<ArgumentException>(() =>
            Written.Nacha(
                Originator,
                Settings with
                {
                    FileIdModifier = modifier,
                    FirstTraceSequence = sequence,
                    DescriptiveDate = date,
                },
                [Instructions.Ach()],
                new BufferedPaymentFiles()
            )
        );

    [Fact]
    public void Accounts_do_not_disclose_bank_details_as_text() =>
        Assert.DoesNotContain("123456789", Instructions.Ach().ToString(), StringComparison.Ordinal);
}
