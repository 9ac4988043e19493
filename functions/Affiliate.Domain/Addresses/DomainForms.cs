using System.Globalization;

namespace Affiliate.Domain.Addresses;

/// <summary>
/// Shows the domain of an address in both of its forms, in its own script and in ASCII (RFC 5890). A reader who knows
/// one of them only can take a domain with similar letters of another script for the known one.
/// </summary>
public static class DomainForms
{
    private const string Prefix = "xn--";

    private static readonly IdnMapping Idn = new();

    /// <summary>
    /// Returns the address, followed by the other form of its domain; only the address if its domain has one form.
    /// </summary>
    /// <param name="address">A web address, an e-mail address or a host name.</param>
    public static string InWords(string address) =>
        HostOf(address) is { } host && OtherFormOf(host) is { } other
            ? $"{address} (domain also written {other})"
            : address;

    private static string? HostOf(string address)
    {
        if (address.Contains("://", StringComparison.Ordinal))
        {
            return Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.Host : null;
        }

        return address[(address.LastIndexOf('@') + 1)..];
    }

    private static string? OtherFormOf(string host)
    {
        if (AsciiHost.Of(host) is not { } ascii || !ascii.Contains(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        if (!System.Text.Ascii.IsValid(host))
        {
            return ascii;
        }

        try
        {
            var own = Idn.GetUnicode(ascii);
            return own == ascii ? null : own;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
