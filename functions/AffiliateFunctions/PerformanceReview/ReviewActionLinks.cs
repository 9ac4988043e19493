using System.Security.Cryptography;
using System.Text;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Security;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>
/// The links by which the owner of a task reports that it is done. Each link is for one person and one task, and is
/// bound to the text of the task that the person was shown.
/// </summary>
public sealed class ReviewActionLinks(LinkTokens tokens, IOptions<SiteOptions> site)
{
    private const string Purpose = "review_action";

    // A task can be reported late; the next reviews show it as overdue until then.
    private static readonly TimeSpan AfterDue = TimeSpan.FromDays(180);

    /// <summary>The address of the owner's link.</summary>
    public string AddressFor(ProgramSlug program, Period period, ReviewAction action)
    {
        var token = new LinkToken(
            Purpose,
            program.Value,
            $"{period}/{action.Id}",
            action.Owner.Email,
            HashOf(action),
            action.DueAt + AfterDue
        );
        return site.Value.Address(PathOf(tokens.Sign(token)));
    }

    /// <summary>The path of a link.</summary>
    public static string PathOf(string token) => $"/review-actions/{token}";

    /// <summary>Reads the token of a link.</summary>
    public (LinkToken? Token, LinkRefusal? Refusal) Read(string text) => tokens.Read(text, Purpose);

    /// <summary>The review and the action of a token.</summary>
    internal static (Period Period, string Action) SubjectOf(LinkToken token)
    {
        var parts = token.Subject.Split('/', 2);
        return (Period.Parse(parts[0]), parts[1]);
    }

    /// <summary>The SHA-256 of what the task says.</summary>
    internal static string HashOf(ReviewAction action) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{action.DueAt:O} {action.Text}")));
}
