using Affiliate.Domain.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace AffiliateFunctions.Tracking.Clicks;

/// <summary>Where a link leads: to the program's site, or to the <c>to</c> of its address where the program allows that; never elsewhere.</summary>
internal static class Destination
{
    /// <summary>The parameter that carries the click id.</summary>
    public const string ClickParameter = "click_id";

    private const string ToParameter = "to";

    // What speaks to us is not passed on, nor is a click id of someone else's.
    private static readonly string[] Own = [ToParameter, Visit.ConsentParameter, ClickParameter];

    /// <summary>The address, with the further parameters of the link, such as those of a campaign, and without a click id.</summary>
    public static string Of(AffiliateProgram program, IQueryCollection query)
    {
        var site = new Uri(program.Website);
        var address = Uri.TryCreate(query[ToParameter], UriKind.Absolute, out var to) && IsAllowed(to, site, program.AllowedDestinations) ? to : site;
        var own = QueryHelpers.ParseQuery(address.Query);
        var passed = query.Where(parameter => !Own.Contains(parameter.Key) && !own.ContainsKey(parameter.Key)).ToList();
        var bare = own.ContainsKey(ClickParameter) ? WithoutClick(address) : address.AbsoluteUri;
        return passed.Count == 0 ? bare : QueryHelpers.AddQueryString(bare, passed);
    }

    /// <summary>The address with a click id.</summary>
    public static string WithClick(string address, string id) => QueryHelpers.AddQueryString(address, ClickParameter, id);

    private static string WithoutClick(Uri address)
        => new UriBuilder(address) { Query = string.Join('&', address.Query.TrimStart('?').Split('&').Where(one => !QueryHelpers.ParseQuery(one).ContainsKey(ClickParameter))) }.Uri.AbsoluteUri;

    // An allowed host without a port is that host on the usual port.
    private static bool IsAllowed(Uri to, Uri site, IEnumerable<string> destinations)
        => (to.Scheme == Uri.UriSchemeHttps || (to.Scheme == Uri.UriSchemeHttp && site.Scheme == Uri.UriSchemeHttp))
            && to.UserInfo.Length == 0
            && destinations.Append(site.Authority).Contains(to.Authority, StringComparer.OrdinalIgnoreCase);
}
