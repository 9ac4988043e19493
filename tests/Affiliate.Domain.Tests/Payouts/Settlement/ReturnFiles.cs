using System.Numerics;
using System.Text;

namespace Affiliate.Domain.Tests.Payouts.Settlement;

/// <summary>Builds files of ACH returns as banks deliver them, with totals added up from their text.</summary>
internal static class ReturnFiles
{
    private const string FileHeader =
        "1011123456789 1210428822612041015A094101ACME SOFTWARE          WELLS FARGO BANK               ";

    /// <summary>A file of one batch with these entries, each a detail record and an addenda record.</summary>
    public static List<string> Lines(params (string Detail, string Addenda)[] entries) => Lines("PPD", entries);

    public static List<string> Lines(string standardEntryClass, params (string Detail, string Addenda)[] entries)
    {
        var details = entries.Select(entry => entry.Detail).ToList();
        var hash = details
            .Aggregate(BigInteger.Zero, (sum, detail) => sum + BigInteger.Parse(detail[3..11]))
            .ToString()
            .PadLeft(10, '0')[^10..];
        var credits = details.Sum(detail => detail[2] < '5' ? long.Parse(detail[29..39]) : 0);
        var debits = details.Sum(detail => detail[2] < '5' ? 0 : long.Parse(detail[29..39]));
        var count = entries.Length * 2;
        List<string> lines =
        [
            FileHeader,
            "5200ACME SOFTWARE                       1123456789"
                + $"{standardEntryClass}COMMISSION      2612043391021000020000001",
            .. entries.SelectMany(entry => new[] { entry.Detail, entry.Addenda }),
            $"8200{count:D6}{hash}{debits:D12}{credits:D12}1123456789".PadRight(79) + "021000020000001",
        ];
        var blocks = (lines.Count + 1 + 9) / 10;
        lines.Add($"9000001{blocks:D6}{count:D8}{hash}{debits:D12}{credits:D12}".PadRight(94));
        while (lines.Count % 10 != 0)
        {
            lines.Add(new string('9', 94));
        }

        return lines;
    }

    /// <summary>A returned entry.</summary>
    public static (string Detail, string Addenda) Return(
        string code,
        int sequence,
        long amount = 123_456,
        string text = "",
        string transactionCode = "21",
        string? identification = null
    ) =>
        (
            Detail(sequence, amount, transactionCode, identification),
            $"799{code}12104288{sequence:D7}".PadRight(27) + "02100002" + text.PadRight(44) + $"02100002{sequence:D7}"
        );

    /// <summary>A notification of change.</summary>
    public static (string Detail, string Addenda) Change(
        string code,
        int sequence,
        string corrected,
        string? identification = null
    ) =>
        (
            Detail(sequence, 0, "21", identification),
            $"798{code}12104288{sequence:D7}".PadRight(27)
                + "02100002"
                + corrected.PadRight(29)
                + new string(' ', 15)
                + $"02100002{sequence:D7}"
        );

    public static byte[] Bytes(IEnumerable<string> lines) =>
        Encoding.Latin1.GetBytes(string.Concat(lines.Select(line => $"{line}\r\n")));

    private static string Detail(int sequence, long amount, string transactionCode, string? identification) =>
        $"6{transactionCode}121042882123456789        {amount:D10}"
        + (identification ?? $"2611A{sequence}").PadRight(15)
        + $"ADA LOVELACE            102100002{sequence:D7}";
}
