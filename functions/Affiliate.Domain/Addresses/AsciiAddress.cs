using System.Text;

namespace Affiliate.Domain.Addresses;

/// <summary>
/// Writes web addresses in the form that HTTP headers carry and browsers compare. <see cref="Uri.AbsoluteUri"/> keeps
/// the letters of an international host name, which the header <c>Location</c> cannot contain (RFC 9110, section 10.2.2;
/// RFC 3986, section 2).
/// </summary>
public static class AsciiAddress
{
    private const char FirstPrintable = '!';
    private const char LastPrintable = '~';

    /// <summary>Returns the whole address in ASCII: the host in punycode, path and query percent-encoded.</summary>
    /// <param name="address">An absolute address with a host.</param>
    public static string Of(Uri address) =>
        $"{OriginOf(address)}{EscapedOf(address.PathAndQuery)}{EscapedOf(address.Fragment)}";

    /// <summary>
    /// Returns scheme, host and port as the header <c>Origin</c> writes them, without the default port
    /// (https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin).
    /// </summary>
    /// <param name="address">An absolute address with a host.</param>
    public static string OriginOf(Uri address) => $"{address.Scheme}://{AuthorityOf(address)}";

    /// <summary>Returns the host, and the port unless it is the default of the scheme.</summary>
    /// <param name="address">An absolute address with a host.</param>
    public static string AuthorityOf(Uri address)
    {
        var host =
            address.HostNameType == UriHostNameType.Dns && !Ascii.IsValid(address.Host)
                ? AsciiHost.Of(address.Host) ?? address.IdnHost
                : address.Host;
        return address.IsDefaultPort ? host : $"{host}:{address.Port}";
    }

    /// <summary>
    /// Returns a part of an address, such as a path, with every character percent-encoded that is not printable ASCII.
    /// </summary>
    /// <param name="part">The part, which can contain percent-encoded characters already.</param>
    public static string EscapedOf(string part)
    {
        if (part.AsSpan().IndexOfAnyExceptInRange(FirstPrintable, LastPrintable) < 0)
        {
            return part;
        }

        var escaped = new StringBuilder(part.Length * 2);
        foreach (var rune in part.EnumerateRunes())
        {
            _ = rune.Value is >= FirstPrintable and <= LastPrintable
                ? escaped.Append((char)rune.Value)
                : escaped.Append(Uri.EscapeDataString(rune.ToString()));
        }

        return escaped.ToString();
    }
}
