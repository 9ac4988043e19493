using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Security;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>The links that applicants receive by e-mail: to confirm the address, and to accept newer terms.</summary>
public sealed class ApplicantLinks(LinkTokens tokens, IOptions<SiteOptions> site)
{
    private const string Purpose = "verify";

    /// <summary>The link that confirms the address.</summary>
    public string ToConfirm(PartnerApplication application, DateTimeOffset expiresAt) =>
        Address(application, terms: string.Empty, expiresAt);

    /// <summary>The link that accepts this version of the terms. The token is bound to the version.</summary>
    public string ToAcceptTerms(PartnerApplication application, string version, DateTimeOffset expiresAt) =>
        Address(application, version, expiresAt);

    /// <summary>The path of a link.</summary>
    public static string PathOf(string token) => $"/verify/{token}";

    /// <summary>Reads the token of a link.</summary>
    public (LinkToken? Token, LinkRefusal? Refusal) Read(string text) => tokens.Read(text, Purpose);

    private string Address(PartnerApplication application, string terms, DateTimeOffset expiresAt)
    {
        var token = new LinkToken(
            Purpose,
            application.Program.Value,
            application.Id.Value,
            application.Applicant.Email,
            terms,
            expiresAt
        );
        return site.Value.Address(PathOf(tokens.Sign(token)));
    }
}
