using System.Globalization;
using System.Numerics;
using System.Text;

namespace Affiliate.Domain.Tests.Payouts.Files;

/// <summary>
/// Reads an ACH file by the printed positions of its fields (first and last column, counted from 1) and checks the
/// rules that hold between records. It shares no code with the writer: totals are recomputed from the text.
/// </summary>
internal sealed class NachaReader
{
    private NachaReader(IReadOnlyList<string> records) => Records = records;

    /// <summary>The records without fillers.</summary>
    public IReadOnlyList<string> Records { get; }

    public string FileHeader => Records[0];

    public string FileControl => Records[^1];

    public IReadOnlyList<Batch> Batches { get; private set; } = [];

    public IEnumerable<Entry> Entries => Batches.SelectMany(batch => batch.Entries);

    /// <summary>Reads a file and asserts that each rule of the format holds.</summary>
    public static NachaReader Read(byte[] content)
    {
        Assert.All(content, octet => Assert.True(octet is (>= 0x20 and <= 0x7E) or (byte)'\r' or (byte)'\n'));
        var text = Encoding.ASCII.GetString(content);
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        var lines = text.Split("\r\n")[..^1];
        Assert.All(lines, line => Assert.Equal(94, line.Length));
        Assert.Equal(0, lines.Length % 10);

        var filler = new string('9', 94);
        var records = lines.TakeWhile(line => line != filler).ToList();
        Assert.All(lines.Skip(records.Count), line => Assert.Equal(filler, line));
        Assert.InRange(lines.Length - records.Count, 0, 9);

        var reader = new NachaReader(records);
        reader.ReadBatches();
        reader.CheckFileHeader();
        reader.CheckFileControl(lines.Length / 10);
        return reader;
    }

    /// <summary>The columns from first to last, counted from 1 as the layouts print them.</summary>
    public static string Columns(string record, int first, int last) => record[(first - 1)..last];

    private static long Digits(string record, int first, int last)
    {
        var digits = Columns(record, first, last);
        Assert.All(digits, digit => Assert.True(char.IsAsciiDigit(digit)));
        return long.Parse(digits);
    }

    private void ReadBatches()
    {
        var batches = new List<Batch>();
        var at = 1;
        while (Records[at][0] == '5')
        {
            var header = Records[at++];
            var entries = new List<Entry>();
            while (Records[at][0] == '6')
            {
                var detail = Records[at++];
                var addenda = Records[at][0] == '7' ? Records[at++] : null;
                entries.Add(new Entry(detail, addenda));
            }

            Assert.Equal('8', Records[at][0]);
            batches.Add(new Batch(header, entries, Records[at++]));
        }

        Assert.Equal('9', Records[at][0]);
        Assert.Equal(Records.Count - 1, at);
        Batches = batches;
        for (var i = 0; i < batches.Count; i++)
        {
            CheckBatch(batches[i], i + 1);
        }

        var traces = Entries.Select(entry => long.Parse(entry.Trace)).ToList();
        Assert.Equal(traces.Order().Distinct(), traces);
    }

    private void CheckFileHeader()
    {
        Assert.Equal("101", Columns(FileHeader, 1, 3));
        Assert.Equal("094101", Columns(FileHeader, 35, 40));
        Assert.Matches("^[A-Z0-9]$", Columns(FileHeader, 34, 34));
        Assert.Equal(new string(' ', 8), Columns(FileHeader, 87, 94));
        CheckRoutingNumber(Columns(FileHeader, 4, 13));
        Assert.Matches("^[ 0-9][0-9]{9}$", Columns(FileHeader, 14, 23));
        CheckTime(Columns(FileHeader, 24, 33), "yyMMddHHmm");
        AssertLeftJustified(FileHeader, 41, 63);
        AssertLeftJustified(FileHeader, 64, 86);
    }

    private static void CheckBatch(Batch batch, int number)
    {
        Assert.NotEmpty(batch.Entries);
        Assert.Equal("220", Columns(batch.Header, 2, 4));
        Assert.Contains(batch.StandardEntryClass, new[] { "PPD", "CCD" });
        Assert.Equal("   1", Columns(batch.Header, 76, 79));
        Assert.Equal(number, Digits(batch.Header, 88, 94));
        CheckTime(Columns(batch.Header, 70, 75), "yyMMdd");
        AssertLeftJustified(batch.Header, 5, 20);
        Assert.Matches("^[A-Z0-9][0-9]{9}$", Columns(batch.Header, 41, 50));
        AssertLeftJustified(batch.Header, 54, 63);
        Digits(batch.Header, 80, 87);

        Assert.Equal("220", Columns(batch.Control, 2, 4));
        Assert.Equal(batch.Entries.Sum(entry => entry.Addenda is null ? 1 : 2), Digits(batch.Control, 5, 10));
        Assert.Equal(HashOf(batch.Entries), Columns(batch.Control, 11, 20));
        Assert.Equal(0, Digits(batch.Control, 21, 32));
        Assert.Equal(batch.Entries.Sum(entry => entry.Amount), Digits(batch.Control, 33, 44));
        Assert.Equal(Columns(batch.Header, 41, 50), Columns(batch.Control, 45, 54));
        Assert.Equal(new string(' ', 25), Columns(batch.Control, 55, 79));
        Assert.Equal(Columns(batch.Header, 80, 94), Columns(batch.Control, 80, 94));
        Assert.All(batch.Entries, entry => CheckEntry(entry, Columns(batch.Header, 80, 87)));
    }

    private static void CheckEntry(Entry entry, string odfi)
    {
        Assert.Contains(Columns(entry.Detail, 2, 3), new[] { "22", "32" });
        Assert.Equal(0, RoutingCheck(entry.RoutingNumber));
        Assert.Matches("^[0-9]{4,17} *$", Columns(entry.Detail, 13, 29));
        Assert.True(entry.Amount > 0);
        AssertLeftJustified(entry.Detail, 40, 54);
        AssertLeftJustified(entry.Detail, 55, 76);
        Assert.Equal("  ", Columns(entry.Detail, 77, 78));
        Assert.Equal(entry.Addenda is null ? "0" : "1", Columns(entry.Detail, 79, 79));
        Assert.StartsWith(odfi, entry.Trace, StringComparison.Ordinal);
        if (entry.Addenda is not null)
        {
            Assert.Equal("705", Columns(entry.Addenda, 1, 3));
            AssertLeftJustified(entry.Addenda, 4, 83);
            Assert.Equal("0001", Columns(entry.Addenda, 84, 87));
            Assert.Equal(entry.Trace[8..], Columns(entry.Addenda, 88, 94));
        }
    }

    private void CheckFileControl(int blocks)
    {
        var entries = Entries.ToList();
        Assert.Equal(Batches.Count, Digits(FileControl, 2, 7));
        Assert.Equal(blocks, Digits(FileControl, 8, 13));
        Assert.Equal(entries.Sum(entry => entry.Addenda is null ? 1 : 2), Digits(FileControl, 14, 21));
        Assert.Equal(HashOf(entries), Columns(FileControl, 22, 31));
        Assert.Equal(0, Digits(FileControl, 32, 43));
        Assert.Equal(entries.Sum(entry => entry.Amount), Digits(FileControl, 44, 55));
        Assert.Equal(new string(' ', 39), Columns(FileControl, 56, 94));
    }

    private static void AssertLeftJustified(string record, int first, int last) =>
        Assert.NotEqual(' ', Columns(record, first, last)[0]);

    private static void CheckTime(string text, string format) =>
        DateTime.ParseExact(text, format, CultureInfo.InvariantCulture);

    private static void CheckRoutingNumber(string text)
    {
        Assert.Equal(' ', text[0]);
        Assert.Matches("^[0-9]{9}$", text[1..]);
        Assert.Equal(0, RoutingCheck(text[1..]));
    }

    // The whole sum first, then its last ten digits as text.
    private static string HashOf(IEnumerable<Entry> entries)
    {
        var sum = entries.Aggregate(
            BigInteger.Zero,
            (total, entry) => total + BigInteger.Parse(Columns(entry.Detail, 4, 11))
        );
        var digits = sum.ToString().PadLeft(10, '0');
        return digits[^10..];
    }

    private static int RoutingCheck(string number) =>
        number
            .Select(
                (digit, i) =>
                    (digit - '0')
                    * (
                        i % 3 == 0 ? 3
                        : i % 3 == 1 ? 7
                        : 1
                    )
            )
            .Sum() % 10;

    internal sealed record Batch(string Header, IReadOnlyList<Entry> Entries, string Control)
    {
        public string StandardEntryClass => Columns(Header, 51, 53);
    }

    internal sealed record Entry(string Detail, string? Addenda)
    {
        public string RoutingNumber => Columns(Detail, 4, 12);

        public string AccountNumber => Columns(Detail, 13, 29).TrimEnd();

        public long Amount => Digits(Detail, 30, 39);

        public string Identification => Columns(Detail, 40, 54).TrimEnd();

        public string Name => Columns(Detail, 55, 76).TrimEnd();

        public string Trace => Columns(Detail, 80, 94);

        public string? Text => Addenda is null ? null : Columns(Addenda, 4, 83).TrimEnd();
    }
}
