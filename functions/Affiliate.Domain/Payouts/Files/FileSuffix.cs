namespace Affiliate.Domain.Payouts.Files;

/// <summary>The ends of the names of files that belong together.</summary>
internal static class FileSuffix
{
    /// <summary>Returns <c>.ach</c> for the first file, <c>-2.ach</c> for the second, and so on.</summary>
    public static string Of(int filesBefore, string extension) =>
        filesBefore == 0 ? extension : $"-{filesBefore + 1}{extension}";
}
