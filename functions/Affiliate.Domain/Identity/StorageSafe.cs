namespace Affiliate.Domain.Identity;

/// <summary>
/// Names that others give and that this system uses in storage keys. Azure Tables refuses / \ # ? and control
/// characters in keys: https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model,
/// "Characters Disallowed in Key Fields".
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
