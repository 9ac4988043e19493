namespace Affiliate.Domain.Payouts.Settlement;

/// <summary>Recognises the encoding of an uploaded report.</summary>
internal static class ReportEncoding
{
    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>Returns the content without the byte order mark of UTF-8.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> content) =>
        content.Span.StartsWith(Utf8Mark) ? content[Utf8Mark.Length..] : content;

    /// <summary>
    /// Returns a problem for an empty file and for one in UTF-16 or UTF-32, which a byte order mark or a zero byte
    /// shows; otherwise null.
    /// </summary>
    public static SettlementProblem? Problem(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty)
        {
            return new SettlementProblem(null, "file", "The file is empty.");
        }

        var isWide = content is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..] || content.IndexOf((byte)0) >= 0;
        return isWide
            ? new SettlementProblem(1, "encoding", "The file is in UTF-16 or binary. Save it as UTF-8 or ASCII.")
            : null;
    }
}
