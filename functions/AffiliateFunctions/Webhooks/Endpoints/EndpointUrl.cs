using System.Net;
using AffiliateFunctions.Webhooks.Sending;

namespace AffiliateFunctions.Webhooks.Endpoints;

/// <summary>What an endpoint's address must be, as far as it can be told before its host is resolved.</summary>
internal static class EndpointUrl
{
    private const int Longest = 2000;

    /// <summary>What is wrong with the address, or null.</summary>
    public static string? Mistake(string? text, WebhooksOptions options)
    {
        if (text is not { Length: > 0 and <= Longest } || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.Host.Length == 0)
        {
            return "Give an absolute address of at most 2,000 characters that begins with https://.";
        }

        if (url.UserInfo.Length > 0)
        {
            return "Leave out the user name and password; the signature shows who sends.";
        }

        if (url.Fragment.Length > 0)
        {
            return "Leave out the part from # on; it is never sent.";
        }

        if (options.Allows(url.IdnHost, url.Port))
        {
            return null;
        }

        return url.Scheme != Uri.UriSchemeHttps ? "The address must begin with https://."
            : IPAddress.TryParse(url.IdnHost, out var address) && !PublicAddresses.Contain(address) ? "The host must have a public address; this one is private or reserved."
            : null;
    }
}
