using System.Text;
using Affiliate.Domain.Payouts.Files;
using Affiliate.Domain.Payouts.Files.Nacha;

namespace Affiliate.Domain.Tests.Payouts.Files;

public sealed class NachaWriterTests
{
    private static readonly NachaOriginator Originator = new(
        CompanyName: "ACME SOFTWARE",
        CompanyId: "1123456789",
        OdfiRoutingNumber: Instructions.Routing("121042882"),
        OdfiName: "WELLS FARGO BANK",
        ImmediateDestination: "121042882",
        ImmediateOrigin: "1123456789",
        EntryDescription: "COMMISSION"
    );

    private static readonly NachaFileSettings Settings = new(
        new DateTime(2026, 12, 1, 9, 30, 0, DateTimeKind.Unspecified),
        new DateOnly(2026, 12, 3)
    )
    {
        DescriptiveDate = "NOV 26",
    };

    [Fact]
    public void A_file_has_exactly_these_lines()
    {
        var (result, sink) = Write(
            Instructions.Ach("pay_202611_A1", reference: "Commissions 2026-11"),
            Instructions.Ach(
                "pay_202611_B2",
                "Lovelace & Sons, Inc.",
                "011401533",
                "9876543210",
                AchAccountType.Savings,
                50,
                isCompany: true
            )
        );

        string[] expected =
        [
            "101 12104288211234567892612010930A094101WELLS FARGO BANK       ACME SOFTWARE                  ",
            "5220ACME SOFTWARE                       1123456789PPDCOMMISSIONNOV 26261203   1121042880000001",
            "622021000021123456789        00001234562611A1         ADA LOVELACE            1121042880000001",
            "705COMMISSIONS 2026-11                                                             00010000001",
            "82200000020002100002000000000000000000123456" + "1123456789                         121042880000001",
            "5220ACME SOFTWARE                       1123456789CCDCOMMISSIONNOV 26261203   1121042880000002",
            "6320114015339876543210       00000000502611B2         LOVELACE & SONS, INC.   0121042880000002",
            "82200000010001140153000000000000000000000050" + "1123456789                         121042880000002",
            "9000002000001000000030003240155000000000000000000123506" + new string(' ', 39),
            new string('9', 94),
        ];
        Assert.Equal(expected, Lines(sink.Files.Single().Content));
        Assert.Equal([new PaymentFileSummary(".ach", 2, 123_506, "USD")], result.Files);
        Assert.Empty(result.Refused);
        Assert.Equal(
            [
                new PaymentReference("pay_202611_A1", ".ach", "121042880000001"),
                new PaymentReference("pay_202611_B2", ".ach", "121042880000002"),
            ],
            sink.Payments
        );
    }

    [Fact]
    public void Persons_and_companies_are_in_one_batch_each_whatever_their_order()
    {
        var (_, sink) = Write(
            Instructions.Ach("pay_1", isCompany: true),
            Instructions.Ach("pay_2"),
            Instructions.Ach("pay_3", isCompany: true),
            Instructions.Ach("pay_4")
        );

        var file = NachaReader.Read(sink.Files.Single().Content);
        Assert.Equal(["PPD", "CCD"], file.Batches.Select(batch => batch.StandardEntryClass));
        Assert.Equal(["PAY2", "PAY4", "PAY1", "PAY3"], file.Entries.Select(entry => entry.Identification));
    }

    [Fact]
    public void The_same_instructions_give_the_same_bytes()
    {
        PaymentInstruction[] instructions = [Instructions.Ach("pay_1"), Instructions.Ach("pay_2", isCompany: true)];

        Assert.Equal(Write(instructions).Sink.Files.Single().Content, Write(instructions).Sink.Files.Single().Content);
    }

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
    public void No_instruction_gives_no_file()
    {
        var (result, sink) = Write();

        Assert.Empty(result.Files);
        Assert.Empty(sink.Files);
    }

    [Fact]
    public void A_file_that_is_full_is_followed_by_another()
    {
        var instructions = Enumerable
            .Range(1, 7)
            .Select(number => Instructions.Ach($"pay_{number}", amount: 100, isCompany: number > 5, reference: "x"))
            .ToArray();

        var (result, sink) = Write(new NachaLimits(MaxRecords: 4, MaxCredits: 1_000), instructions);

        Assert.Equal(
            [
                new PaymentFileSummary(".ach", 2, 200, "USD"),
                new PaymentFileSummary("-2.ach", 2, 200, "USD"),
                new PaymentFileSummary("-3.ach", 2, 200, "USD"),
                new PaymentFileSummary("-4.ach", 1, 100, "USD"),
            ],
            result.Files
        );
        var files = sink.Files.Select(file => NachaReader.Read(file.Content)).ToList();
        Assert.Equal("ABCD", string.Concat(files.Select(file => NachaReader.Columns(file.FileHeader, 34, 34))));
        Assert.Equal(["PPD", "CCD"], files[2].Batches.Select(batch => batch.StandardEntryClass));
        Assert.Equal(
            Enumerable.Range(1, 7).Select(number => $"12104288{number:D7}"),
            files.SelectMany(file => file.Entries).Select(entry => entry.Trace)
        );
        Assert.Equal(["-3.ach", "-3.ach", "-4.ach"], sink.Payments.Skip(4).Select(payment => payment.Suffix));
    }

    [Fact]
    public void A_file_ends_before_its_total_exceeds_the_field()
    {
        var (result, _) = Write(
            new NachaLimits(MaxCredits: 250),
            [.. Enumerable.Range(1, 5).Select(number => Instructions.Ach($"pay_{number}", amount: 100))]
        );

        Assert.Equal([200L, 200L, 100L], result.Files.Select(file => file.Total));
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(6, 10)]
    [InlineData(7, 20)]
    [InlineData(16, 20)]
    [InlineData(17, 30)]
    public void The_last_block_is_filled_with_nines(int entries, int lines)
    {
        var (_, sink) = Write([.. Enumerable.Range(1, entries).Select(number => Instructions.Ach($"pay_{number}"))]);

        Assert.Equal(lines, Lines(sink.Files.Single().Content).Length);
        Assert.Equal(entries, NachaReader.Read(sink.Files.Single().Content).Entries.Count());
    }

    [Fact]
    public void The_entry_hash_keeps_its_last_ten_digits()
    {
        var instructions = Enumerable
            .Range(1, 200)
            .Select(number => Instructions.Ach($"pay_{number}", routingNumber: "322271627"))
            .ToArray();

        var file = NachaReader.Read(Write(instructions).Sink.Files.Single().Content);

        Assert.Equal("6445432400", NachaReader.Columns(file.FileControl, 22, 31));
        var more = Enumerable
            .Range(1, 400)
            .Select(number => Instructions.Ach($"pay_{number}", routingNumber: "322271627"))
            .ToArray();
        file = NachaReader.Read(Write(more).Sink.Files.Single().Content);
        Assert.Equal("2890864800", NachaReader.Columns(file.FileControl, 22, 31)); // of 12,890,864,800
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
            NachaWriter.Write(wrong, Settings, [Instructions.Ach()], new BufferedPaymentFiles())
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
            NachaWriter.Write(
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

    private static (PaymentFileResult Result, BufferedPaymentFiles Sink) Write(
        params PaymentInstruction[] instructions
    ) => Write(new NachaLimits(), instructions);

    private static (PaymentFileResult Result, BufferedPaymentFiles Sink) Write(
        NachaLimits limits,
        PaymentInstruction[] instructions
    )
    {
        var sink = new BufferedPaymentFiles();
        return (NachaWriter.Write(Originator, Settings, instructions, sink, limits), sink);
    }

    private static NachaReader.Entry Single(PaymentInstruction instruction)
    {
        var (result, sink) = Write(instruction);
        Assert.Empty(result.Refused);
        return NachaReader.Read(sink.Files.Single().Content).Entries.Single();
    }

    private static void AssertRefused(PaymentInstruction instruction, string field)
    {
        var (result, sink) = Write(instruction);
        Assert.Equal(field, result.Refused.Single().Field);
        Assert.Equal(instruction.PayoutId, result.Refused.Single().PayoutId);
        Assert.Empty(result.Files);
        Assert.Empty(sink.Files);
    }

    private static string[] Lines(byte[] content) => Encoding.ASCII.GetString(content).Split("\r\n")[..^1];
}
