using System.Globalization;

namespace Affiliate.Domain.Addresses;

/// <summary>Converts host names to the form in which DNS compares them.</summary>
public static class AsciiHost
{
    private const string Dots = "\u3002\uFF0E\uFF61";
    private const int MaxLength = 253;

    private static readonly IdnMapping Idn = new();

    /// <summary>
    /// Returns the host in lower-case ASCII and without the trailing dot of the root (RFC 3490: other scripts become
    /// punycode, other dots become full stops). Returns null for a text that is not a host name, such as an IP address.
    /// </summary>
    /// <param name="host">A host name in any letter case and script.</param>
    public static string? Of(string? host)
    {
        var name = host?.Trim();
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        if (!System.Text.Ascii.IsValid(name))
        {
            name = Punycode(name);
        }

        name = name?.TrimEnd('.').ToLowerInvariant();
        return name is { Length: > 0 and <= MaxLength } && IsName(name) ? name : null;
    }

    private static string? Punycode(string name)
    {
        foreach (var dot in Dots)
        {
            name = name.Replace(dot, '.');
        }

        try
        {
            return Idn.GetAscii(CompatibilityForm.Of(CompatibilityForm.Of(name).ToLowerInvariant()).TrimEnd('.'));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsName(string name)
    {
        var top = name.AsSpan(name.LastIndexOf('.') + 1);
        return name[0] != '.'
            && !name.Contains("..", StringComparison.Ordinal)
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_')
            && top.IndexOfAnyExceptInRange('0', '9') >= 0;
    }
}
