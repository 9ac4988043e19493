using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Payouts.Files;

/// <summary>The names of payment files, and the media types that belong to them.</summary>
internal static class PaymentFileNames
{
    private const string AchExtension = ".ach";
    private const string SepaExtension = ".xml";
    private const string BatchExtension = ".json";

    /// <summary>The name of a file, such as <c>payments-2026-11-ach.ach</c>.</summary>
    /// <param name="period">The period of the cycle.</param>
    /// <param name="method">The payout method.</param>
    /// <param name="suffix">The suffix that the writer has given.</param>
    public static string Of(Period period, string method, string suffix) => $"payments-{period}-{method}{suffix}";

    /// <summary>Whether the file is an ACH file.</summary>
    public static bool IsAch(string name) => name.EndsWith(AchExtension, StringComparison.Ordinal);

    /// <summary>Whether the file is a SEPA message.</summary>
    public static bool IsSepa(string name) => name.EndsWith(SepaExtension, StringComparison.Ordinal);

    /// <summary>The media type of a file.</summary>
    public static string MediaTypeOf(string name) =>
        Path.GetExtension(name) switch
        {
            SepaExtension => "application/xml",
            BatchExtension => "text/plain; charset=utf-8",
            AchExtension => "text/plain; charset=us-ascii",
            _ => "text/csv; charset=utf-8",
        };
}
