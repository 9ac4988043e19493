using Affiliate.Domain.Payouts.Files;
using Affiliate.Domain.Payouts.Files.Nacha;
using static Affiliate.Domain.Tests.Payouts.Files.NachaFiles;

namespace Affiliate.Domain.Tests.Payouts.Files;

public sealed class NachaWriterTests
{
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
}
