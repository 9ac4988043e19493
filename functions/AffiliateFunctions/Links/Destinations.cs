using Affiliate.Domain.Programs;
using AffiliateFunctions.Events.Clicks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace AffiliateFunctions.Links;

/// <summary>
/// Where the links of a program lead: to its site, or to the <c>to</c> of a link's address where the program allows
/// that; never elsewhere.
/// </summary>
/// <param name="program">The program.</param>
public sealed class Destinations(AffiliateProgram program)
{
    /// <summary>The parameter that carries the click id.</summary>
    public const string ClickParameter = "click_id";

    private const string ToParameter = "to";

    // What speaks to us is not passed on, nor is a click id of someone else's.
    private static readonly string[] Own = [ToParameter, Visit.ConsentParameter, ClickParameter];

    private readonly Uri site = new(program.Website);
    private readonly string home = WithoutClick(new Uri(program.Website));

    /// <summary>
    /// The address for a link with these parameters: those that are not for us, such as a campaign's, go on with the
    /// visitor. It has no click id.
    /// </summary>
    public string AddressFor(IQueryCollection query)
    {
        if (query.Count == 0)
        {
            return home;
        }

        var address = Uri.TryCreate(query[ToParameter], UriKind.Absolute, out var to) && IsAllowed(to) ? to : site;
        var there = QueryHelpers.ParseQuery(address.Query);
        var passed = query
            .Where(parameter => !Own.Contains(parameter.Key) && !there.ContainsKey(parameter.Key))
            .ToList();
        var bare = ReferenceEquals(address, site) ? home : WithoutClick(address);
        return passed.Count == 0 ? bare : QueryHelpers.AddQueryString(bare, passed);
    }

    /// <summary>The address with a click id.</summary>
    public static string WithClick(string address, string id) =>
        QueryHelpers.AddQueryString(address, ClickParameter, id);

    private static string WithoutClick(Uri address) =>
        HasClick(address.Query)
            ? new UriBuilder(address)
            {
                Query = string.Join('&', address.Query.TrimStart('?').Split('&').Where(text => !HasClick(text))),
            }
                .Uri
                .AbsoluteUri
            : address.AbsoluteUri;

    private static bool HasClick(string query) => QueryHelpers.ParseQuery(query).ContainsKey(ClickParameter);

    // An allowed host without a port is that host on the usual port.
    private bool IsAllowed(Uri to) =>
        (to.Scheme == Uri.UriSchemeHttps || (to.Scheme == Uri.UriSchemeHttp && site.Scheme == Uri.UriSchemeHttp))
        && to.UserInfo.Length == 0
        && program.AllowedDestinations.Append(site.Authority).Contains(to.Authority, StringComparer.OrdinalIgnoreCase);
}
