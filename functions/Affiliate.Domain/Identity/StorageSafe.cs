namespace Affiliate.Domain.Identity;

/// <summary>
/// Checks ids from other systems that are used in storage keys. Azure Tables rejects / \ # ? and control characters in
/// keys: https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model, "Characters
/// Disallowed in Key Fields".
/// </summary>
internal static class StorageSafe
{
    // Ids are checked whenever they are parsed, several times for each event.
    public static bool Fits(string? text, int longest, bool allowSpace = false)
    {
        if (string.IsNullOrEmpty(text) || text.Length > longest || text.AsSpan().Trim().Length < text.Length)
        {
            return false;
        }

        foreach (var c in text)
        {
            if (
                c is '/' or '\\' or '#' or '?'
                || char.IsControl(c)
                || char.IsSurrogate(c)
                || (char.IsWhiteSpace(c) && !allowSpace)
            )
            {
                return false;
            }
        }

        return true;
    }
}
