using Affiliate.Domain.Identity;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Onboarding;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Disputes.Links;

/// <summary>
/// The links by which partners contest what a statement says. A link is made for one statement and works for 30 days
/// after the statement was made.
/// </summary>
public sealed class DisputeLinks(LinkTokens tokens, IOptions<SiteOptions> site, TimeProvider clock)
{
    /// <summary>How long a statement can be contested.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private const string Purpose = "dispute";

    /// <summary>The link of the partner for a statement; null once the time has passed.</summary>
    /// <param name="partner">The partner.</param>
    /// <param name="period">The month of the statement.</param>
    /// <param name="madeAt">When the statement was made.</param>
    public EmailLink? For(Partner partner, Period period, DateTimeOffset madeAt)
    {
        var token = TokenOf(partner, period, madeAt + Lifetime);
        return token.ExpiresAt > clock.GetUtcNow()
            ? new EmailLink("Contest a commission", site.Value.Address(PathOf(tokens.Sign(token))))
            : null;
    }

    /// <summary>The path of a link for a partner that is signed in.</summary>
    /// <param name="partner">The partner.</param>
    /// <param name="since">The first month whose commissions the link contests.</param>
    /// <param name="until">Until when the link works.</param>
    public string PathFor(Partner partner, Period since, DateTimeOffset until) =>
        PathOf(tokens.Sign(TokenOf(partner, since, until)));

    /// <summary>The path of the page of a link.</summary>
    public static string PathOf(string token) => $"/dispute/{token}";

    /// <summary>Reads the token of a link.</summary>
    internal (LinkToken? Token, LinkRefusal? Refusal) Read(string text) => tokens.Read(text, Purpose);

    private static LinkToken TokenOf(Partner partner, Period period, DateTimeOffset until) =>
        new(Purpose, partner.Program.Value, partner.Id.Value, partner.Email, period.ToString(), until);
}
