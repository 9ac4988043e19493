using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Security;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.PartnerPages.SignIn;

/// <summary>
/// The links that sign a partner in. A link works in the browser that asked for it only: it contains a hash of the
/// browser's cookie.
/// </summary>
public sealed class SignInLinks(LinkTokens tokens, IOptions<SiteOptions> site, TimeProvider clock)
{
    /// <summary>How long a link works.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private const string Purpose = "partner_sign_in";

    /// <summary>The address of a link.</summary>
    /// <param name="id">The id of the link.</param>
    /// <param name="mailbox">The key of the mailbox that receives it.</param>
    /// <param name="browserHash">The hash of the secret of the browser that asked.</param>
    public string AddressFor(string id, string mailbox, string browserHash)
    {
        var token = new LinkToken(Purpose, string.Empty, id, mailbox, browserHash, clock.GetUtcNow() + Lifetime);
        return site.Value.Address(PathOf(tokens.Sign(token)));
    }

    /// <summary>The path of a link.</summary>
    public static string PathOf(string token) => $"/partner/sign-in/{token}";

    /// <summary>Reads the token of a link.</summary>
    internal (LinkToken? Token, LinkRefusal? Refusal) Read(string text) => tokens.Read(text, Purpose);
}
