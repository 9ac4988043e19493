using Affiliate.Domain.Addresses;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Events.Clicks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace AffiliateFunctions.Links;

/// <summary>
/// Determines the destinations of a program's links: the program's site, or the <c>to</c> parameter of the link's
/// address if the program allows that destination.
/// </summary>
/// <param name="program">The program.</param>
public sealed class Destinations(AffiliateProgram program)
{
    /// <summary>The parameter that carries the click id.</summary>
    public const string ClickParameter = "click_id";

    /// <summary>The parameter that carries a sub-id. It is passed on, because sites read it too.</summary>
    public const string SubParameter = "sub";

    private const string ToParameter = "to";

    // The parameters of this app are not passed on, nor is a foreign click id.
    private static readonly string[] Own = [ToParameter, Visit.ConsentParameter, ClickParameter];

    private readonly Uri site = new(program.Website);
    private readonly string home = WithoutClick(new Uri(program.Website));

    /// <summary>
    /// Returns the destination of a link with these parameters, without a click id. Other parameters, such as those of
    /// a campaign, are passed on.
    /// </summary>
    /// <param name="query">The parameters of the visitor's request.</param>
    /// <param name="own">The destination of the link itself, or null. The program may have withdrawn it since.</param>
    public string AddressFor(IQueryCollection query, string? own = null)
    {
        if (query.Count == 0 && own is null)
        {
            return home;
        }

        var address = Allowed(query[ToParameter]) ?? Allowed(own) ?? site;
        var there = QueryHelpers.ParseQuery(address.Query);
        var passed = query
            .Where(parameter => !Own.Contains(parameter.Key) && !there.ContainsKey(parameter.Key))
            .ToList();
        var bare = ReferenceEquals(address, site) ? home : WithoutClick(address);
        return passed.Count == 0 ? bare : QueryHelpers.AddQueryString(bare, passed);
    }

    /// <summary>Returns the address with a click id.</summary>
    public static string WithClick(string address, string id) =>
        QueryHelpers.AddQueryString(address, ClickParameter, id);

    private static string WithoutClick(Uri address) =>
        AsciiAddress.Of(
            HasClick(address.Query)
                ? new UriBuilder(address)
                {
                    Query = string.Join('&', address.Query.TrimStart('?').Split('&').Where(text => !HasClick(text))),
                }.Uri
                : address
        );

    private static bool HasClick(string query) => QueryHelpers.ParseQuery(query).ContainsKey(ClickParameter);

    private Uri? Allowed(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var to) && program.AllowsDestination(to) ? to : null;
}
