using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Security;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.Payees;

/// <summary>
/// The links that confirm or discard a change of payout details. A link is bound to its change and expires with it.
/// </summary>
public sealed class PayoutChangeLinks(LinkTokens tokens, IOptions<SiteOptions> site)
{
    private const string Confirm = "confirm_payout_change";
    private const string Discard = "discard_payout_change";

    /// <summary>The link that puts the new details in force.</summary>
    public EmailLink ToConfirm(Partner partner, PayoutChange change) =>
        new("Confirm the change", AddressOf(Confirm, partner, change));

    /// <summary>The link of a partner that has not asked for the change.</summary>
    public EmailLink ToDiscard(Partner partner, PayoutChange change) =>
        new("This was not me: discard the change", AddressOf(Discard, partner, change));

    /// <summary>The path of a link.</summary>
    public static string PathOf(string token) => $"/payout-changes/{token}";

    /// <summary>Whether the token confirms the change; otherwise it discards the change.</summary>
    public static bool Confirms(LinkToken token) => token.Purpose == Confirm;

    /// <summary>Reads the token of a link of either kind.</summary>
    public (LinkToken? Token, LinkRefusal? Refusal) Read(string text) =>
        tokens.Read(text, Confirm) is var confirm and not { Refusal: LinkRefusal.Invalid }
            ? confirm
            : tokens.Read(text, Discard);

    private string AddressOf(string purpose, Partner partner, PayoutChange change)
    {
        var token = new LinkToken(
            purpose,
            partner.Program.Value,
            partner.Id.Value,
            partner.Email,
            change.Id,
            change.ExpiresAt
        );
        return site.Value.Address(PathOf(tokens.Sign(token)));
    }
}
