namespace Affiliate.Domain.Identity;

/// <summary>
/// Checks ids from other systems that are used in storage keys. Azure Tables rejects / \ # ? and control characters in
/// keys: https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model, "Characters
/// Disallowed in Key Fields".
/// </summary>
internal static class StorageSafe
{
    public static bool Fits(string? text, int longest, bool allowSpace = false) =>
        !string.IsNullOrEmpty(text)
        && text.Length <= longest
        && text.AsSpan().IndexOfAny("/\\#?") < 0
        && text.Trim().Length == text.Length
        && text.All(c => !char.IsControl(c) && !char.IsSurrogate(c) && (allowSpace || !char.IsWhiteSpace(c)));
}
