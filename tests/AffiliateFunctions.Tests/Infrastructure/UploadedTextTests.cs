using System.Text;
using Affiliate.Domain.Imports;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.Payouts.Settlement;

namespace AffiliateFunctions.Tests.Infrastructure;

public sealed class UploadedTextTests
{
    private const string File = "name,email,company,country\nJörg Müller,j@example.com,Café “Zoo” €,DE\n";

    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    public static TheoryData<string, byte[], string?> Encodings =>
        new()
        {
            { "UTF-8", Encoding.UTF8.GetBytes(File), null },
            { "UTF-8 with mark", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(File)], null },
            { "UTF-16LE with mark", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(File)], null },
            {
                "UTF-16BE with mark",
                [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(File)],
                null
            },
            { "UTF-16LE", Encoding.Unicode.GetBytes(File), null },
            { "UTF-16BE", Encoding.BigEndianUnicode.GetBytes(File), null },
            { "Windows-1252", Windows1252.GetBytes(File), null },
            { "Windows-1252 by its name", Windows1252.GetBytes(File), "text/csv; charset=\"windows-1252\"" },
            { "UTF-16 by its name", Encoding.BigEndianUnicode.GetBytes(File), "text/csv; charset=utf-16" },
        };

    public static TheoryData<byte[], string?, string> Refused =>
        new()
        {
            {
                [.. "name\nann\nM"u8, 0x81, .. "ller"u8],
                null,
                "Row 3 cannot be read as Windows-1252: it has the byte 0x81"
            },
            {
                [.. "name\nMu"u8, 0x9F, .. "ller"u8],
                null,
                "Row 2 cannot be read as Windows-1252: it has the byte 0x9F within a word"
            },
            { [.. "name\nJörg\n\"a\nb\"\nM"u8, 0xFC, .. "ller"u8], null, "Row 4 cannot be read as UTF-8" },
            {
                Encoding.UTF8.GetBytes("name\nM\uFFFDller"),
                null,
                "Row 2 cannot be read as UTF-8: it has the character U+FFFD"
            },
            {
                [.. Encoding.Unicode.GetBytes("name\nM"), 0x00, 0xD8, (byte)'x', 0],
                null,
                "Row 2 cannot be read as UTF-16"
            },
            { [.. "name\nM"u8, 0xFC, .. "ller"u8], "text/csv; charset=utf-8", "Row 2 cannot be read as UTF-8" },
            { "name\nann"u8.ToArray(), "text/csv; charset=koi8-r", "The encoding koi8-r is not supported" },
            { [0xFF, 0xFE, 0, 0, (byte)'n', 0, 0, 0], null, "The encoding UTF-32 is not supported" },
            { "name\nann\0"u8.ToArray(), null, "Row 2 cannot be read as UTF-8: it has a zero byte" },
        };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Partners_are_read_from_a_file_in_whichever_encoding_it_is(
        string encoding,
        byte[] file,
        string? contentType
    )
    {
        var text = UploadedText.ReadAsUtf8(file, contentType);
        var rows = UploadedRows.Open(text.Value!, PartnerLayouts.All, new Dictionary<string, string>(), maxRows: 10);
        var row = Assert.Single(rows.Value!.All().Select(read => PartnerRow.ToBody(read, country: null)));
        Assert.True(row is { Name: "Jörg Müller", Company: "Café “Zoo” €" }, $"{encoding}: {row}");
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_file_whose_encoding_is_uncertain_is_refused_with_the_row_and_the_encoding(
        byte[] file,
        string? contentType,
        string sentence
    )
    {
        var refused = UploadedText.ReadAsUtf8(file, contentType);
        Assert.False(refused.Succeeded);
        var said = refused.Problem.Errors.TryGetValue(string.Empty, out var sentences)
            ? sentences[0]
            : refused.Problem.Detail;
        Assert.StartsWith(sentence, said, StringComparison.Ordinal);
        Assert.False(SettlementFile.Read(file, [], contentType).Succeeded);
    }
}
