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
    /// <summary>How long a link works.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private const string Purpose = "payout_details";

    /// <summary>The link of the partner, made for the address that the program knows.</summary>
    public EmailLink For(Partner partner) => new("Enter your payout details", site.Value.Address(PathFor(partner)));

    /// <summary>The path of the partner's link.</summary>
    public string PathFor(Partner partner) => PathOf(TokenFor(partner));

    /// <summary>The path of the page with the tax form, by a link of the partner.</summary>
    public string TaxFormPathFor(Partner partner) => TaxFormPathOf(TokenFor(partner));

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

    private string TokenFor(Partner partner)
    {
        var token = new LinkToken(
            Purpose,
            partner.Program.Value,
            partner.Id.Value,
            partner.Email,
            ContentOf(partner),
            clock.GetUtcNow() + Lifetime
        );
        return tokens.Sign(token);
    }

    // The numbers of entries, such as "1.0".
    private static string ContentOf(Partner partner) =>
        string.Create(CultureInfo.InvariantCulture, $"{partner.Entries.PayoutDetails}.{partner.Entries.TaxForms}");

    private static string PartOf(string content, int part) => content.Split('.')[part];
}
