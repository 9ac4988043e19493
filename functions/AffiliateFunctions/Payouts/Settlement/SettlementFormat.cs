using AffiliateFunctions.Infrastructure.Http;
using Microsoft.Net.Http.Headers;

namespace AffiliateFunctions.Payouts.Settlement;

/// <summary>The formats in which results of payments are imported.</summary>
internal enum SettlementFormat
{
    /// <summary>CSV with a header; see <see cref="SettlementFile"/>.</summary>
    Csv,

    /// <summary>Returned ACH entries and notifications of change, in the format of Nacha.</summary>
    AchReturns,

    /// <summary>A payment status report pain.002 of ISO 20022.</summary>
    PaymentStatusReport,
}

/// <summary>
/// Recognises the format of an uploaded file by its first bytes. The content type must not contradict it.
/// </summary>
internal static class SettlementFormats
{
    private const string Csv = "text/csv";

    /// <summary>The format, or a problem that says what is expected.</summary>
    public static Result<SettlementFormat> Recognise(ReadOnlySpan<byte> file, string? contentType)
    {
        var text = RequestBody.WithoutMark(file).TrimStart(" \t\r\n"u8);
        var format =
            text.StartsWith("<"u8) ? SettlementFormat.PaymentStatusReport
            : IsAch(text) ? SettlementFormat.AchReturns
            : SettlementFormat.Csv;
        var declared = MediaTypeHeaderValue.TryParse(contentType, out var type) ? type.MediaType.Value : null;
        var isDeclaredXml = declared is "application/xml" or "text/xml";
        return IsWideReport(file)
                ? Refused("The file is in UTF-16. Save it as UTF-8, or as ASCII for ACH, and send it again.")
            : isDeclaredXml && format != SettlementFormat.PaymentStatusReport
                ? Refused($"The content type is {declared}, but the file does not begin with '<' as XML does.")
            : declared == Csv && format != SettlementFormat.Csv
                ? Refused(
                    $"The content type is {Csv}, but the file is {WordsOf(format)}. Send it with the content type "
                        + (format == SettlementFormat.AchReturns ? "text/plain." : "application/xml.")
                )
            : format;
    }

    // Record type 1 with the priority code 01. A header of CSV has commas, and its columns have other names.
    private static bool IsAch(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAny("\r\n"u8);
        return text.StartsWith("101"u8) && (end < 0 ? text : text[..end]).IndexOf((byte)',') < 0;
    }

    // CSV in UTF-16, as spreadsheets write it, is read. Bank reports in UTF-16 are not.
    private static bool IsWideReport(ReadOnlySpan<byte> file) =>
        file switch
        {
            [0xFF, 0xFE, var first, 0, ..] => IsReportBegin(first),
            [0xFE, 0xFF, 0, var first, ..] => IsReportBegin(first),
            [var first, 0, not 0, 0, ..] => IsReportBegin(first),
            [0, var first, 0, not 0, ..] => IsReportBegin(first),
            _ => false,
        };

    private static bool IsReportBegin(byte first) => first is (byte)'<' or (byte)'1';

    private static string WordsOf(SettlementFormat format) =>
        format == SettlementFormat.AchReturns ? "an ACH file" : "XML";

    private static Problem Refused(string sentence) => Problem.Invalid(string.Empty, sentence);
}
