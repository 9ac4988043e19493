using System.Text;

namespace Testing.Tables;

/// <summary>Keys in the headers of a continuation, which have no characters beyond ASCII and are never empty.</summary>
internal static class Continuation
{
    private const string Version = "1!";

    /// <summary>Writes a key for a header.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The value of the header.</returns>
    public static string Encode(string key) => Version + Convert.ToHexString(Encoding.UTF8.GetBytes(key));

    /// <summary>Reads a key from the query of the next request.</summary>
    /// <param name="text">What <see cref="Encode"/> wrote.</param>
    /// <returns>The key.</returns>
    /// <exception cref="TableFault">The text was not written by <see cref="Encode"/>.</exception>
    public static string Decode(string text)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromHexString(text[Version.Length..]));
        }
        catch (Exception fault) when (fault is FormatException or ArgumentOutOfRangeException)
        {
            throw TableFault.InvalidInput($"The continuation '{text}' was not answered by the service.");
        }
    }
}
