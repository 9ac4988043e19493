using System.Security.Cryptography;
using System.Text;
using AffiliateFunctions.Audit;

namespace AffiliateFunctions.Tests.Governance;

public sealed class AuditExportTests
{
    private static readonly List<AuditExportLine> Whole = Lines(12);

    [Fact]
    public void A_whole_export_is_verified_without_the_app() =>
        Assert.Equal((true, 12L), (Verify(Whole).Ok, Verify(Whole).Records));

    [Fact]
    public void An_export_of_nothing_is_whole() => Assert.True(Verify([new AuditExportLine(0, null, null, "")]).Ok);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(12)]
    public void An_altered_record_is_located(long sequence)
    {
        var lines = Whole
            .Select(line =>
                line.Sequence == sequence && line.Text is not null
                    ? line with
                    {
                        Text = line.Text.Replace("owner", "other", StringComparison.Ordinal),
                    }
                    : line
            )
            .ToList();
        var found = Assert.Single(Verify(lines).Breaks);
        Assert.Equal(((int)sequence, sequence, "altered"), (found.Line, found.Sequence, found.Kind));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(12)]
    public void A_removed_record_is_located(long sequence)
    {
        var lines = Whole.Where(line => line.Sequence != sequence || line.Text is null).ToList();
        var found = Assert.Single(Verify(lines).Breaks);
        Assert.Equal((sequence, "removed"), (found.Sequence, found.Kind));
    }

    [Fact]
    public void A_reordered_record_is_located()
    {
        var lines = Whole.ToList();
        (lines[3], lines[8]) = (lines[8], lines[3]);
        Assert.Equal(
            [("reordered", 5, 5L), ("reordered", 9, 4L)],
            Verify(lines).Breaks.Select(found => (found.Kind, found.Line, found.Sequence))
        );
    }

    [Fact]
    public void A_record_that_was_replaced_together_with_its_hash_does_not_fit_its_neighbours()
    {
        var lines = Whole.ToList();
        var forged = ChainedText.Of(RecordOf(7) with { Actor = "forger" }, lines[5].Hash);
        lines[6] = new AuditExportLine(7, forged.Text, forged.Previous, forged.Hash);
        var found = Assert.Single(Verify(lines).Breaks);
        Assert.Equal((8L, "altered"), (found.Sequence, found.Kind));
    }

    [Theory]
    [InlineData("no record")]
    [InlineData("null")]
    [InlineData("{\"sequence\":\"seven\"}")]
    public void A_text_that_is_no_record_is_located_although_its_hash_matches(string text)
    {
        var lines = Whole.ToList();
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{lines[11].Previous}\n{text}")));
        lines[11] = lines[11] with { Text = text, Hash = hash };
        lines[12] = lines[12] with { Hash = hash };
        var found = Assert.Single(Verify(lines).Breaks);
        Assert.Equal((12, 12L, "altered"), (found.Line, found.Sequence, found.Kind));
    }

    [Fact]
    public void An_end_that_was_cut_off_is_noticed_and_so_is_a_line_that_is_none()
    {
        Assert.Equal("removed", Assert.Single(Verify([.. Whole.SkipLast(1)]).Breaks).Kind);
        Assert.Equal("malformed", Assert.Single(AuditExport.Verify([null, .. Whole]).Breaks).Kind);
    }

    private static ExportVerification Verify(IReadOnlyList<AuditExportLine> lines) => AuditExport.Verify(lines);

    private static List<AuditExportLine> Lines(int count)
    {
        var (lines, previous) = (new List<AuditExportLine>(), ChainedText.Genesis);
        for (var sequence = 1; sequence <= count; sequence++)
        {
            var chained = ChainedText.Of(RecordOf(sequence), previous);
            lines.Add(new AuditExportLine(sequence, chained.Text, chained.Previous, chained.Hash));
            previous = chained.Hash;
        }

        lines.Add(new AuditExportLine(count, null, null, previous));
        return lines;
    }

    private static AuditRecord RecordOf(long sequence) =>
        new(
            sequence,
            $"aud_{sequence}",
            DateTimeOffset.UnixEpoch,
            "owner",
            "decided",
            "demo",
            null,
            $"cause {sequence}"
        );
}
