using System.Globalization;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Security;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.HeldCommissions;

/// <summary>
/// The links that show a batch of held commissions and decide about them. Each link is for one person and is bound to
/// the commissions of the batch.
/// </summary>
public sealed class HeldCommissionLinks(LinkTokens tokens, IOptions<SiteOptions> site, TimeProvider clock)
{
    private const string Purpose = "held";
    private const string DayForm = "yyyy-MM-dd";

    // A hold does not end by itself. Every reminder has a new link.
    private static readonly TimeSpan Validity = TimeSpan.FromDays(30);

    /// <summary>The address of the person's link.</summary>
    public string AddressFor(HeldBatch batch, string email)
    {
        var token = new LinkToken(
            Purpose,
            batch.Program.Value,
            batch.Day.ToString(DayForm, CultureInfo.InvariantCulture),
            email,
            batch.ContentHash,
            clock.GetUtcNow() + Validity
        );
        return site.Value.Address(PathOf(tokens.Sign(token)));
    }

    /// <summary>The path of a link.</summary>
    public static string PathOf(string token) => $"/held/{token}";

    /// <summary>The path of the page that explains a commission of the batch.</summary>
    public static string PathOf(string token, CommissionId commission) => $"{PathOf(token)}/commissions/{commission}";

    /// <summary>Reads the token of a link.</summary>
    public (LinkToken? Token, LinkRefusal? Refusal) Read(string text) => tokens.Read(text, Purpose);

    /// <summary>The day of a valid token.</summary>
    public static DateOnly DayOf(LinkToken token) =>
        DateOnly.ParseExact(token.Subject, DayForm, CultureInfo.InvariantCulture);
}
