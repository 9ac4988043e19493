using System.Net;
using AffiliateFunctions.OutgoingWebhooks.Sending;

namespace AffiliateFunctions.OutgoingWebhooks.Endpoints;

/// <summary>Validates an endpoint's address as far as possible before its host is resolved.</summary>
internal static class EndpointUrl
{
    private const int Longest = 2000;

    // Names reserved for use within a machine or a network: RFC 6761 (section 6.3), RFC 6762 (section 3), RFC 8375, and
    // ICANN's resolution 2024.07.29.06.
    private static readonly string[] Inside = ["localhost", "local", "home.arpa", "internal"];

    /// <summary>Returns what is wrong with the address, or null.</summary>
    public static string? Mistake(string? text, WebhooksOptions options)
    {
        if (
            text is not { Length: > 0 and <= Longest }
            || !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || url.Scheme is not ("https" or "http")
            || url.Host.Length == 0
        )
        {
            return "Give an absolute address of at most 2,000 characters that begins with https://.";
        }

        // A resolver maps other letters and digits to ASCII by its own rules. The name that is checked here must be the
        // name that is resolved.
        if (!url.Host.All(char.IsAscii))
        {
            return "Write the host in its ASCII form, such as xn--bcher-kva.example for b\u00fccher.example.";
        }

        if (url.UserInfo.Length > 0)
        {
            return "Leave out the user name and password; the signature identifies the sender.";
        }

        if (url.Fragment.Length > 0)
        {
            return "Leave out the part from # on; it is never sent.";
        }

        if (options.Allows(url.IdnHost, url.Port))
        {
            return null;
        }

        // A trailing dot marks a fully qualified name and changes nothing else.
        var host = url.IdnHost.TrimEnd('.');
        return url.Scheme != Uri.UriSchemeHttps ? "The address must begin with https://."
            : IPAddress.TryParse(host, out var address)
                ? (
                    PublicAddresses.Contain(address)
                        ? null
                        : "The host must have a public address; this address is private or reserved."
                )
            : EndsInNumber(host)
                ? "The host must be a name, or an address that is written as four numbers from 0 to 255."
            : IsInside(host)
                ? "The host must have a public name; this name is known only within a machine or a network."
            : null;
    }

    // Such a host is always parsed as an IP address (https://url.spec.whatwg.org/#ends-in-a-number-checker).
    private static bool EndsInNumber(string host) =>
        host[(host.LastIndexOf('.') + 1)..] is var last
        && (last.All(char.IsAsciiDigit) || last.StartsWith("0x", StringComparison.OrdinalIgnoreCase));

    private static bool IsInside(string host) =>
        !host.Contains('.', StringComparison.Ordinal)
        || Inside.Any(name => host.EndsWith('.' + name, StringComparison.OrdinalIgnoreCase));
}
