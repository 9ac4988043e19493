using System.Text;
using Affiliate.Domain.Payouts.Settlement;

namespace Affiliate.Domain.Tests.Payouts.Settlement;

public sealed class NachaReturnReaderTests
{
    // Nacha's table of return reason codes; 48, 49, 54 to 60, 63 to 66, 78 and 79 are not assigned.
    private static readonly int[] Unassigned = [48, 49, 54, 55, 56, 57, 58, 59, 60, 63, 64, 65, 66, 78, 79];

    [Fact]
    public void A_returned_entry_names_its_trace_number_and_the_reason_in_words()
    {
        string[] file =
        [
            "1011123456789 1210428822612041015A094101ACME SOFTWARE          WELLS FARGO BANK               ",
            "5200ACME SOFTWARE                       1123456789PPDCOMMISSION      2612043391021000020000001",
            "621121042882123456789        00001234562611A1         ADA LOVELACE            1021000020000001",
            "799R03121042880000017      02100002                                            021000020000001",
            "820000000200121042880000000000000000001234561123456789                         021000020000001",
            "9000001000001000000020012104288000000000000000000123456                                       ",
        ];

        var line = Read(file).Lines.Single();

        Assert.Equal("121042880000017", line.Reference);
        Assert.Equal(SettlementScope.Payment, line.Scope);
        Assert.Equal(SettlementStatus.Failed, line.Status);
        Assert.Equal("R03", line.ReasonCode);
        Assert.Equal("The bank has no such account, or cannot find it by number and name.", line.Reason);
        Assert.Equal("2611A1", line.Identification);
        Assert.Equal(123_456, line.Amount);
        Assert.Equal(4, line.LineNumber);
        Assert.Null(line.BankText);
        Assert.Null(line.Correction);
    }

    [Fact]
    public void Each_assigned_return_code_has_words_of_its_own()
    {
        var codes = Enumerable.Range(1, 85).Except(Unassigned).Select(number => $"R{number:D2}").ToList();
        var entries = codes.Select((code, i) => ReturnFiles.Return(code, i + 1)).ToArray();

        var lines = Read(ReturnFiles.Lines(entries)).Lines;

        Assert.Equal(codes, lines.Select(line => line.ReasonCode));
        Assert.Equal(70, lines.Select(line => line.Reason).Distinct().Count());
        Assert.All(lines, line => Assert.DoesNotContain(line.ReasonCode!, line.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void A_return_code_that_is_not_in_the_table_is_still_a_return()
    {
        var line = Read(ReturnFiles.Lines(ReturnFiles.Return("R86", 1))).Lines.Single();

        Assert.Equal(SettlementStatus.Failed, line.Status);
        Assert.Equal("The bank returned the entry with the code R86.", line.Reason);
    }

    [Theory]
    [InlineData("R02", SettlementStatus.Failed)]
    [InlineData("R24", SettlementStatus.Pending)]
    [InlineData("R47", SettlementStatus.Pending)]
    [InlineData("R61", SettlementStatus.Pending)]
    [InlineData("R70", SettlementStatus.Pending)]
    [InlineData("R73", SettlementStatus.Pending)]
    [InlineData("R74", SettlementStatus.Failed)]
    [InlineData("R85", SettlementStatus.Failed)]
    public void Disputes_between_banks_and_duplicates_decide_nothing(string code, SettlementStatus status) =>
        Assert.Equal(status, Read(ReturnFiles.Lines(ReturnFiles.Return(code, 1))).Lines.Single().Status);

    [Fact]
    public void The_text_of_the_bank_is_kept() =>
        Assert.Equal(
            "CALL US",
            Read(ReturnFiles.Lines(ReturnFiles.Return("R17", 1, text: "CALL US"))).Lines.Single().BankText
        );

    [Theory]
    [InlineData("C01", "987654321", null, "987654321", null, null)]
    [InlineData("C02", "021000021", "021000021", null, null, null)]
    [InlineData("C03", "021000021   98765432101234567", "021000021", "98765432101234567", null, null)]
    [InlineData("C04", "ADA KING", null, null, null, "ADA KING")]
    [InlineData("C05", "32", null, null, "savings", null)]
    [InlineData("C06", "987654321           22", null, "987654321", "checking", null)]
    [InlineData("C07", "021000021987654321        37", "021000021", "987654321", "savings", null)]
    public void A_notification_of_change_has_the_corrected_details(
        string code,
        string data,
        string? routingNumber,
        string? accountNumber,
        string? accountType,
        string? name
    )
    {
        var line = Read(ReturnFiles.Lines("COR", ReturnFiles.Change(code, 9, data))).Lines.Single();

        Assert.Equal(SettlementStatus.Change, line.Status);
        Assert.Equal("121042880000009", line.Reference);
        Assert.Equal(code, line.ReasonCode);
        Assert.Equal(new CorrectedAccount(routingNumber, accountNumber, accountType, name), line.Correction);
        Assert.Equal(0, line.Amount);
    }

    [Fact]
    public void Each_change_code_has_words_of_its_own_and_some_correct_no_account()
    {
        var codes = Enumerable.Range(8, 7).Select(number => $"C{number:D2}").ToList();

        var lines = Read(
            ReturnFiles.Lines("COR", [.. codes.Select((code, i) => ReturnFiles.Change(code, i + 1, "X"))])
        ).Lines;

        Assert.Equal(codes, lines.Select(line => line.ReasonCode));
        Assert.Equal(7, lines.Select(line => line.Reason).Distinct().Count());
        Assert.All(lines, line => Assert.Null(line.Correction));
    }

    [Fact]
    public void A_correction_does_not_disclose_bank_details_as_text() =>
        Assert.Equal("routing number, account number", new CorrectedAccount("021000021", "987654321").ToString());

    [Theory]
    [InlineData("C01", "")]
    [InlineData("C02", "021000012")]
    [InlineData("C03", "021000021")]
    [InlineData("C05", "99")]
    [InlineData("C06", "987654321")]
    [InlineData("C07", "021000021987654321")]
    public void Corrected_data_that_lack_a_detail_are_refused(string code, string data) =>
        AssertProblem(ReturnFiles.Lines("COR", ReturnFiles.Change(code, 1, data)), 4, "corrected data");

    [Fact]
    public void Returns_and_changes_are_read_in_the_order_of_the_file()
    {
        var lines = Read(
            ReturnFiles.Lines(
                ReturnFiles.Return("R02", 3, 300),
                ReturnFiles.Change("C01", 1, "1234"),
                ReturnFiles.Return("R16", 2, 200)
            )
        ).Lines;

        Assert.Equal([4, 6, 8], lines.Select(line => line.LineNumber));
        Assert.Equal([300L, 0L, 200L], lines.Select(line => line.Amount));
    }

    [Theory]
    [InlineData(0, 123_456)]
    [InlineData(123_456, 0)]
    [InlineData(23_456, 100_000)]
    public void A_returned_amount_may_count_among_the_debits_or_the_credits(long debits, long credits)
    {
        var lines = ReturnFiles.Lines(ReturnFiles.Return("R02", 1));
        var amounts = $"{debits:D12}{credits:D12}";
        lines[4] = lines[4][..20] + amounts + lines[4][44..];
        lines[5] = lines[5][..31] + amounts + lines[5][55..];

        Assert.Equal(123_456, Read(lines).Lines.Single().Amount);
    }

    [Fact]
    public void Records_without_line_ends_and_files_without_fillers_are_read()
    {
        var lines = ReturnFiles.Lines(ReturnFiles.Return("R02", 1));

        Assert.Single(NachaReturnReader.Read(Encoding.ASCII.GetBytes(string.Concat(lines))).Lines);
        Assert.Single(Read(lines.Where(line => line.Any(letter => letter != '9'))).Lines);
        Assert.Single(NachaReturnReader.Read(Encoding.ASCII.GetBytes(string.Join('\n', lines) + "\n\n")).Lines);
    }

    [Theory]
    [InlineData(3, 93)]
    [InlineData(3, 95)]
    public void A_record_of_another_length_is_refused(int line, int length)
    {
        var lines = ReturnFiles.Lines(ReturnFiles.Return("R02", 1));
        lines[line - 1] = lines[line - 1].PadRight(length)[..length];

        AssertProblem(lines, line, "record");
    }

    // Each control field, changed by one digit: line, column, field.
    [Theory]
    [InlineData(5, 10, "entry/addenda count")]
    [InlineData(5, 20, "entry hash")]
    [InlineData(5, 32, "total debits and credits")]
    [InlineData(5, 44, "total debits and credits")]
    [InlineData(6, 7, "batch count")]
    [InlineData(6, 13, "block count")]
    [InlineData(6, 21, "entry/addenda count")]
    [InlineData(6, 31, "entry hash")]
    [InlineData(6, 43, "total debits and credits")]
    [InlineData(6, 55, "total debits and credits")]
    public void A_total_that_does_not_match_is_refused(int line, int column, string field)
    {
        var lines = ReturnFiles.Lines(ReturnFiles.Return("R02", 1));
        var digit = lines[line - 1][column - 1];
        lines[line - 1] = Replaced(lines[line - 1], column, digit == '9' ? '8' : (char)(digit + 1));

        AssertProblem(lines, line, field);
    }

    [Theory]
    [InlineData(3, 4, 'X', "receiving DFI identification")]
    [InlineData(3, 30, ' ', "amount")]
    [InlineData(4, 4, 'X', "return reason code")]
    [InlineData(4, 5, 'X', "return reason code")]
    [InlineData(4, 7, ' ', "original entry trace number")]
    [InlineData(4, 8, 'A', "original entry trace number")]
    [InlineData(4, 40, 'é', "record")]
    [InlineData(4, 40, '\t', "record")]
    [InlineData(4, 1, '4', "record type")]
    [InlineData(1, 1, '5', "record type")]
    [InlineData(2, 1, '6', "record type")]
    public void A_field_that_cannot_be_read_is_named_with_its_line(int line, int column, char letter, string field)
    {
        var lines = ReturnFiles.Lines(ReturnFiles.Return("R02", 1));
        lines[line - 1] = Replaced(lines[line - 1], column, letter);

        AssertProblem(lines, line, field);
    }

    [Fact]
    public void An_unknown_change_code_is_refused() =>
        AssertProblem(ReturnFiles.Lines("COR", ReturnFiles.Change("C61", 1, "X")), 4, "change code");

    [Theory]
    [InlineData("IAT")]
    [InlineData("ADV")]
    public void Batches_of_other_layouts_are_refused(string standardEntryClass) =>
        AssertProblem(ReturnFiles.Lines(standardEntryClass, ReturnFiles.Return("R02", 1)), 2, "standard entry class");

    [Fact]
    public void An_entry_without_a_return_is_refused()
    {
        var (detail, addenda) = ReturnFiles.Return("R02", 1);

        AssertProblem(ReturnFiles.Lines((detail, "705" + addenda[3..])), 3, "addenda");
    }

    [Fact]
    public void A_shortened_file_settles_nothing()
    {
        var lines = ReturnFiles.Lines(ReturnFiles.Return("R02", 1), ReturnFiles.Return("R03", 2));

        for (var count = 1; count < 8; count++)
        {
            var reading = Read(lines.Take(count));
            Assert.Empty(reading.Lines);
            Assert.Equal("file control", reading.Problem!.Field);
        }
    }

    [Fact]
    public void An_entry_that_is_cut_out_is_noticed()
    {
        var lines = ReturnFiles.Lines(ReturnFiles.Return("R02", 1), ReturnFiles.Return("R03", 2));
        lines.RemoveRange(4, 2);

        AssertProblem(lines, 5, "entry/addenda count");
    }

    [Fact]
    public void Text_after_the_control_record_is_refused()
    {
        var lines = ReturnFiles.Lines(ReturnFiles.Return("R02", 1));
        lines[7] = lines[2];

        AssertProblem(lines, 8, "record type");
    }

    [Fact]
    public void A_file_in_UTF_16_is_refused_with_and_without_its_mark()
    {
        var text = string.Join("\r\n", ReturnFiles.Lines(ReturnFiles.Return("R02", 1)));

        Assert.Equal("encoding", NachaReturnReader.Read(Encoding.Unicode.GetBytes(text)).Problem!.Field);
        Assert.Equal(
            "encoding",
            NachaReturnReader
                .Read(
                    Encoding.BigEndianUnicode.GetPreamble().Concat(Encoding.BigEndianUnicode.GetBytes(text)).ToArray()
                )
                .Problem!.Field
        );
    }

    [Fact]
    public void An_empty_file_is_refused() =>
        Assert.Equal("file", NachaReturnReader.Read(Array.Empty<byte>()).Problem!.Field);

    [Fact]
    public void A_mark_of_UTF_8_is_accepted()
    {
        byte[] content =
        [
            .. Encoding.UTF8.GetPreamble(),
            .. ReturnFiles.Bytes(ReturnFiles.Lines(ReturnFiles.Return("R02", 1))),
        ];

        Assert.Single(NachaReturnReader.Read(content).Lines);
    }

    private static SettlementReading Read(IEnumerable<string> lines) =>
        NachaReturnReader.Read(ReturnFiles.Bytes(lines));

    private static void AssertProblem(IEnumerable<string> lines, int line, string field)
    {
        var reading = Read(lines);
        Assert.Empty(reading.Lines);
        Assert.Equal((line, field), (reading.Problem?.Line, reading.Problem?.Field));
    }

    private static string Replaced(string record, int column, char letter) =>
        record[..(column - 1)] + letter + record[column..];
}
