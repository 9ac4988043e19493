using System.Globalization;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Security;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>
/// The links that applicants receive by e-mail: to confirm the address, to answer a question, to accept newer terms, and
/// to withdraw.
/// </summary>
public sealed class ApplicantLinks(LinkTokens tokens, IOptions<SiteOptions> site)
{
    private const string Purpose = "verify";
    private const string AnswerPurpose = "answer";
    private const string WithdrawalPurpose = "withdraw";

    // An application lives for weeks at most in each of its steps.
    private static readonly TimeSpan WithdrawableFor = TimeSpan.FromDays(365);

    /// <summary>The link that confirms the address.</summary>
    public string ToConfirm(PartnerApplication application, DateTimeOffset expiresAt) =>
        Address(Purpose, application, content: string.Empty, expiresAt);

    /// <summary>The link that accepts this version of the terms. The token is bound to the version.</summary>
    public string ToAcceptTerms(PartnerApplication application, string version, DateTimeOffset expiresAt) =>
        Address(Purpose, application, version, expiresAt);

    /// <summary>The link that answers the question. The token is bound to the number of the question.</summary>
    public string ToAnswer(PartnerApplication application, ApplicantQuestion question) =>
        Address(AnswerPurpose, application, question.Round.ToString(CultureInfo.InvariantCulture), question.ExpiresAt);

    /// <summary>The link that withdraws the application.</summary>
    public string ToWithdraw(PartnerApplication application) =>
        Address(WithdrawalPurpose, application, content: string.Empty, application.SubmittedAt + WithdrawableFor);

    /// <summary>The path of a link that confirms or accepts.</summary>
    public static string PathOf(string token) => $"/{Purpose}/{token}";

    /// <summary>The path of a link that answers.</summary>
    public static string AnswerPathOf(string token) => $"/{AnswerPurpose}/{token}";

    /// <summary>The path of a link that withdraws.</summary>
    public static string WithdrawalPathOf(string token) => $"/{WithdrawalPurpose}/{token}";

    /// <summary>Reads the token of a link that confirms or accepts.</summary>
    public (LinkToken? Token, LinkRefusal? Refusal) Read(string text) => tokens.Read(text, Purpose);

    /// <summary>Reads the token of a link that answers.</summary>
    public (LinkToken? Token, LinkRefusal? Refusal) ReadAnswer(string text) => tokens.Read(text, AnswerPurpose);

    /// <summary>Reads the token of a link that withdraws.</summary>
    public (LinkToken? Token, LinkRefusal? Refusal) ReadWithdrawal(string text) => tokens.Read(text, WithdrawalPurpose);

    private string Address(string purpose, PartnerApplication application, string content, DateTimeOffset expiresAt)
    {
        var token = new LinkToken(
            purpose,
            application.Program.Value,
            application.Id.Value,
            application.Applicant.Email,
            content,
            expiresAt
        );
        return site.Value.Address($"/{purpose}/{tokens.Sign(token)}");
    }
}
