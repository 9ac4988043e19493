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
        return site.Value.Address(PathOf(tokens.Sign(token), approval.Request));
    }

    /// <summary>The path of a link.</summary>
    public static string PathOf(string token) => $"/approve/{token}";

    /// <summary>The path of the page that shows the request of a link.</summary>
    internal static string PathOf(string token, ApprovalRequest request) =>
        request.Page is { } page ? $"{PathOf(token)}/{page}" : PathOf(token);

    /// <summary>Reads the token of a link.</summary>
    public (LinkToken? Token, LinkRefusal? Refusal) Read(string text) => tokens.Read(text, Purpose);

    /// <summary>The program of a valid token.</summary>
    public static ProgramSlug ProgramOf(LinkToken token) => ProgramSlug.Parse(token.Program);
}
