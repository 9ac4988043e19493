using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Security;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Approvals;

/// <summary>
/// The links that decide approvals. Each link is for one person, is bound to the displayed content, and expires with
/// the approval.
/// </summary>
public sealed class ApprovalLinks(LinkTokens tokens, IOptions<SiteOptions> site)
{
    private const string Purpose = "approve";

    /// <summary>The address of the person's link.</summary>
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
        var path = PathOf(tokens.Sign(token));
        return site.Value.Address(approval.Request.Page is { } page ? $"{path}/{page}" : path);
    }

    /// <summary>The path of a link.</summary>
    public static string PathOf(string token) => $"/approve/{token}";

    /// <summary>Reads the token of a link.</summary>
    public (LinkToken? Token, LinkRefusal? Refusal) Read(string text) => tokens.Read(text, Purpose);

    /// <summary>The program of a valid token.</summary>
    public static ProgramSlug ProgramOf(LinkToken token) => ProgramSlug.Parse(token.Program);
}
