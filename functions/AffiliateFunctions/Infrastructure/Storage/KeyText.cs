using System.Text;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>
/// Converts external names to row keys, which cannot contain / \ # ?
/// (https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model, "Characters
/// Disallowed in Key Fields"). As in JSON Pointers (RFC 6901), a tilde and a digit replace such a character. A key is
/// therefore at most twice as long as its name, and different names have different keys.
/// </summary>
public static class KeyText
{
    private const string Escaped = "~/\\#?";

    /// <summary>Returns the key for a name.</summary>
    public static string Of(string name)
    {
        if (name.AsSpan().IndexOfAny(Escaped) < 0)
        {
            return name;
        }

        var key = new StringBuilder(2 * name.Length);
        foreach (var character in name)
        {
            _ = Escaped.IndexOf(character, StringComparison.Ordinal) is >= 0 and var digit
                ? key.Append('~').Append((char)('0' + digit))
                : key.Append(character);
        }

        return key.ToString();
    }
}
