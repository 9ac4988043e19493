using AffiliateFunctions.Infrastructure.Security;

namespace AffiliateFunctions.Approvals.Delegations;

/// <summary>The links by which persons who are asked name a deputy. A link works as long as its approval.</summary>
public sealed class DelegationLinks(LinkTokens tokens)
{
    private const string Purpose = "delegate";

    /// <summary>The path by which the person names a deputy.</summary>
    public string PathFor(StoredApproval approval, string person) =>
        PathOf(
            tokens.Sign(
                new LinkToken(
                    Purpose,
                    approval.Request.Program.Value,
                    approval.Request.Id,
                    person,
                    ContentHash: string.Empty,
                    approval.ExpiresAt
                )
            )
        );

    /// <summary>The path of a link.</summary>
    public static string PathOf(string token) => $"/{Purpose}/{token}";

    /// <summary>Reads the token of a link.</summary>
    public (LinkToken? Token, LinkRefusal? Refusal) Read(string text) => tokens.Read(text, Purpose);
}
