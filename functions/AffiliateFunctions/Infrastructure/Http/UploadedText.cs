using System.Globalization;
using System.Text;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// Reads uploaded files of text, such as CSV, in the encodings that spreadsheets and banks write: UTF-8, UTF-16 in both
/// byte orders, and Windows-1252 (https://encoding.spec.whatwg.org/#index-windows-1252). ISO 8859-1 is read as
/// Windows-1252. A <c>charset</c> in the content type names the encoding; otherwise the byte order mark and the bytes
/// determine it. A file whose encoding is uncertain is refused, because its names would be stored with wrong letters.
/// </summary>
internal static class UploadedText
{
    private const string Utf8Name = "UTF-8";
    private const string Utf16Name = "UTF-16";
    private const string Windows1252Name = "Windows-1252";
    private const string Advice = "Save the file as UTF-8 and send it again.";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    // Bytes that have no character in Windows-1252.
    private static readonly byte[] Undefined = [0x81, 0x8D, 0x8F, 0x90, 0x9D];

    // Quotes and capitals of Windows-1252 that are small letters in the code pages of MS-DOS and of the old Mac OS.
    private static readonly byte[] Quotes = [0x82, 0x84, 0x93, 0x94];
    private static readonly byte[] Capitals = [0x8A, 0x8C, 0x8E, 0x9F];

    /// <summary>Returns the file in UTF-8 without a byte order mark, or the reason why it is rejected.</summary>
    /// <param name="file">The bytes.</param>
    /// <param name="contentType">The content type, which may name the <c>charset</c>; null for none.</param>
    public static Result<byte[]> ReadAsUtf8(byte[] file, string? contentType = null)
    {
        var (name, order) = EncodingOf(file, CharsetOf(contentType));
        return name switch
        {
            Utf8Name => FromUtf8(file),
            Utf16Name => FromUtf16(file, order),
            Windows1252Name => FromWindows1252(file),
            _ => new Problem(ProblemKind.UnsupportedMediaType, $"The encoding {name} is not supported. {Advice}"),
        };
    }

    private static (string Name, ByteOrder Order) EncodingOf(ReadOnlySpan<byte> file, string? charset) =>
        charset switch
        {
            "utf-8" or "utf8" or "us-ascii" => (Utf8Name, ByteOrder.Unknown),
            "utf-16" or "utf-16le" or "utf-16be" when OrderOf(file) is var order and not ByteOrder.Unknown => (
                Utf16Name,
                order
            ),
            "utf-16" or "utf-16le" or "utf-16be" => (
                Utf16Name,
                charset == "utf-16be" ? ByteOrder.BigEndian : ByteOrder.LittleEndian
            ),
            "windows-1252" or "cp1252" or "iso-8859-1" or "latin1" => (Windows1252Name, ByteOrder.Unknown),
            not null => (charset, ByteOrder.Unknown),
            null when file.StartsWith<byte>([0xFF, 0xFE, 0, 0]) || file.StartsWith<byte>([0, 0, 0xFE, 0xFF]) => (
                "UTF-32",
                ByteOrder.Unknown
            ),
            null when OrderOf(file) is var order and not ByteOrder.Unknown => (Utf16Name, order),
            null => (IsUtf8(file) ? Utf8Name : Windows1252Name, ByteOrder.Unknown),
        };

    // The first character is the byte order mark or a character of the header, which is ASCII.
    private static ByteOrder OrderOf(ReadOnlySpan<byte> file) =>
        file switch
        {
            [0xFF, 0xFE, ..] or [not 0, 0, ..] => ByteOrder.LittleEndian,
            [0xFE, 0xFF, ..] or [0, not 0, ..] => ByteOrder.BigEndian,
            _ => ByteOrder.Unknown,
        };

    private static bool IsUtf8(ReadOnlySpan<byte> file) =>
        System.Text.Unicode.Utf8.IsValid(file) || HasUtf8Characters(file);

    // Such a file is UTF-8 with some invalid bytes. Windows-1252 would turn its UTF-8 characters into wrong letters.
    private static bool HasUtf8Characters(ReadOnlySpan<byte> file)
    {
        while (!file.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(file, out _, out var length);
            if (status == System.Buffers.OperationStatus.Done && length > 1)
            {
                return true;
            }

            file = file[length..];
        }

        return false;
    }

    private static Result<byte[]> FromUtf8(byte[] file)
    {
        for (var at = 0; at < file.Length; )
        {
            if (file[at] == 0)
            {
                return Refused(file, at, Utf8Name, "has a zero byte");
            }

            var status = Rune.DecodeFromUtf8(file.AsSpan(at), out var rune, out var length);
            if (status != System.Buffers.OperationStatus.Done)
            {
                return Refused(file, at, Utf8Name, "has bytes that are not a character");
            }

            if (rune == Rune.ReplacementChar)
            {
                return Refused(
                    file,
                    at,
                    Utf8Name,
                    "has the character U+FFFD, which replaces a character that was lost before"
                );
            }

            at += length;
        }

        return RequestBody.WithoutMark(file).ToArray();
    }

    private static Result<byte[]> FromUtf16(byte[] file, ByteOrder order)
    {
        var encoding = new UnicodeEncoding(
            order == ByteOrder.BigEndian,
            byteOrderMark: true,
            throwOnInvalidBytes: false
        );
        var text = encoding.GetString(file).TrimStart('\uFEFF');
        var lost = text.IndexOfAny(['\uFFFD', '\0']);
        return lost >= 0
            ? Refused(
                Encoding.UTF8.GetBytes(text[..lost]),
                int.MaxValue,
                Utf16Name,
                "has bytes that are not a character"
            )
            : Utf8.GetBytes(text);
    }

    private static Result<byte[]> FromWindows1252(byte[] file)
    {
        for (var at = 0; at < file.Length; at++)
        {
            if (file[at] == 0 || Undefined.Contains(file[at]))
            {
                return Refused(
                    file,
                    at,
                    Windows1252Name,
                    $"has the byte 0x{Convert.ToHexString([file[at]])}, which is not a character"
                );
            }

            if (IsOutOfPlace(file, at))
            {
                return Refused(
                    file,
                    at,
                    Windows1252Name,
                    $"has the byte 0x{Convert.ToHexString([file[at]])} within a word, as files in other encodings have"
                );
            }
        }

        return Utf8.GetBytes(Windows1252.GetString(file));
    }

    private static bool IsOutOfPlace(byte[] file, int at) =>
        at > 0
        && char.IsAsciiLetterLower((char)file[at - 1])
        && (
            Capitals.Contains(file[at])
            || (Quotes.Contains(file[at]) && at + 1 < file.Length && char.IsAsciiLetterLower((char)file[at + 1]))
        );

    private static Problem Refused(ReadOnlySpan<byte> file, int at, string encoding, string why)
    {
        var row = RowOf(file[..Math.Min(at, file.Length)]).ToString(CultureInfo.InvariantCulture);
        return Problem.Invalid(string.Empty, $"Row {row} cannot be read as {encoding}: it {why}. {Advice}");
    }

    // Row 1 is the header, as in a spreadsheet; a field in quotes may have line breaks.
    private static int RowOf(ReadOnlySpan<byte> before)
    {
        var (row, isQuoted) = (1, false);
        foreach (var item in before)
        {
            isQuoted ^= item == '"';
            row += item == '\n' && !isQuoted ? 1 : 0;
        }

        return row;
    }

    private static string? CharsetOf(string? contentType) =>
        Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.Charset.HasValue
        && type.Charset.Length > 0
            ? Microsoft.Net.Http.Headers.HeaderUtilities.RemoveQuotes(type.Charset).ToString().ToLowerInvariant()
            : null;

    private enum ByteOrder
    {
        Unknown,
        LittleEndian,
        BigEndian,
    }
}
