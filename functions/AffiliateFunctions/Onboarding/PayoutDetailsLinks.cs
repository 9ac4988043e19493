using System.Globalization;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Security;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding;

/// <summary>
/// The links by which partners enter their payout details and submit their tax form, for every e-mail that asks for
/// them. A link works once for each: details that were entered by one link end all links that were made before.
/// </summary>
public sealed class PayoutDetailsLinks(LinkTokens tokens, IOptions<SiteOptions> site, TimeProvider clock)
{
    /// <summary>How long a link in an e-mail works.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>How long a link works that a signed-in partner follows at once.</summary>
    public static readonly TimeSpan SessionLifetime = TimeSpan.FromHours(1);

    private const string Purpose = "payout_details";

    /// <summary>The link of the partner, made for the address that the program knows.</summary>
    public EmailLink For(Partner partner) =>
        new("Enter your payout details", site.Value.Address(PathOf(TokenFor(partner, Lifetime))));

    /// <summary>The path of the link of a signed-in partner.</summary>
    public string SessionPathFor(Partner partner) => PathOf(TokenFor(partner, SessionLifetime));

    /// <summary>The path of the page with the tax form, by a link of a signed-in partner.</summary>
    public string TaxFormSessionPathFor(Partner partner) => TaxFormPathOf(TokenFor(partner, SessionLifetime));

    /// <summary>The path of the page of a link.</summary>
    internal static string PathOf(string token) => $"/payout-details/{token}";

    /// <summary>The path that sends a new link in place of this one.</summary>
    internal static string RenewalPathOf(string token) => $"{PathOf(token)}/new-link";

    /// <summary>The path of the page with the tax form.</summary>
    internal static string TaxFormPathOf(string token) => $"{PathOf(token)}/tax-form";

    /// <summary>Whether the partner has entered no payout details since the link was made.</summary>
    internal static bool IsUnused(LinkToken token, Partner partner) =>
        PartOf(token.ContentHash, 0) == PartOf(ContentOf(partner), 0);

    /// <summary>Whether the partner has submitted no tax form since the link was made.</summary>
    internal static bool IsUnusedForTaxForm(LinkToken token, Partner partner) =>
        PartOf(token.ContentHash, 1) == PartOf(ContentOf(partner), 1);

    /// <summary>Reads the token of a link.</summary>
    internal (LinkToken? Token, LinkRefusal? Refusal) Read(string text) => tokens.Read(text, Purpose);

    /// <summary>Reads the token of a link that may have expired.</summary>
    internal LinkToken? ReadExpired(string text) => tokens.ReadExpired(text, Purpose);

    private string TokenFor(Partner partner, TimeSpan lifetime)
    {
        var token = new LinkToken(
            Purpose,
            partner.Program.Value,
            partner.Id.Value,
            partner.Email,
            ContentOf(partner),
            clock.GetUtcNow() + lifetime
        );
        return tokens.Sign(token);
    }

    // The numbers of entries, such as "1.0".
    private static string ContentOf(Partner partner) =>
        string.Create(CultureInfo.InvariantCulture, $"{partner.Entries.PayoutDetails}.{partner.Entries.TaxForms}");

    private static string PartOf(string content, int part) => content.Split('.')[part];
}
