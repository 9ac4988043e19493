namespace Affiliate.Domain.Identity;

/// <summary>
/// Ids that this system creates: a prefix that shows the kind of object, and 1 to 60 letters and digits.
/// </summary>
internal static class PrefixedId
{
    public static bool Fits(string? text, string prefix) =>
        text is not null
        && text.Length > prefix.Length
        && text.Length <= prefix.Length + 60
        && text.StartsWith(prefix, StringComparison.Ordinal)
        && text.AsSpan(prefix.Length).IndexOfAnyExcept(Letters) < 0;

    private static readonly System.Buffers.SearchValues<char> Letters = System.Buffers.SearchValues.Create(
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
    );
}
