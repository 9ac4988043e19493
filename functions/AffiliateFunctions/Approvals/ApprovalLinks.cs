using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Security;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Approvals;

/// <summary>
/// The links by which approvals are decided: each is for one person, bound to what was shown, and ends with the
/// approval.
/// </summary>
public sealed class ApprovalLinks(LinkTokens tokens, IOptions<SiteOptions> site)
{
    private const string Purpose = "approve";

    /// <summary>The address to mail to the person.</summary>
    public string AddressFor(StoredApproval approval, string email)
    {
        var token = new LinkToken(
            Purpose,
            approval.Request.Program.Value,
            approval.Request.Id,
            email,
            approval.ContentHash,
            approval.ExpiresAt
        );
        return site.Value.Address(PathOf(tokens.Sign(token)));
    }

    /// <summary>The path of a link.</summary>
    public static string PathOf(string token) => $"/approve/{token}";

    /// <summary>Reads the token of an address.</summary>
    public (LinkToken? Token, LinkRefusal? Refusal) Read(string text) => tokens.Read(text, Purpose);

    /// <summary>The program that a genuine token names.</summary>
    public static ProgramSlug ProgramOf(LinkToken token) => ProgramSlug.Parse(token.Program);
}
