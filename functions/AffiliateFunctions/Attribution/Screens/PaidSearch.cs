using Microsoft.AspNetCore.WebUtilities;

namespace AffiliateFunctions.Attribution.Screens;

/// <summary>
/// Recognises visitors from an advertisement of a search engine by the parameter that the search engine adds to the
/// address.
/// </summary>
internal static class PaidSearch
{
    // Google Ads: https://support.google.com/google-ads/answer/9744275 (gclid, gbraid, wbraid); Microsoft Advertising:
    // https://help.ads.microsoft.com/apex/index/3/en/60000 (msclkid).
    private static readonly string[] Parameters = ["gclid", "gbraid", "wbraid", "msclkid"];

    /// <summary>Whether the address has such a parameter.</summary>
    public static bool Sent(string? address)
    {
        var query = address?.IndexOf('?', StringComparison.Ordinal) ?? -1;
        return query >= 0
            && QueryHelpers.ParseQuery(address![query..]) is var parameters
            && Parameters.Any(parameters.ContainsKey);
    }
}
