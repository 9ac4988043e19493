using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Security;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Payouts.Statements;

/// <summary>The links that show a partner its statement. A link shows one statement and changes nothing.</summary>
public sealed class StatementLinks(LinkTokens tokens, IOptions<SiteOptions> site, TimeProvider clock)
{
    private const string Purpose = "statement";

    private static readonly TimeSpan Validity = TimeSpan.FromDays(366);

    /// <summary>The address of a partner's statement.</summary>
    public string AddressFor(ProgramSlug program, PartnerId partner, Period period)
    {
        var token = new LinkToken(
            Purpose,
            program.Value,
            $"{partner}:{period}",
            partner.Value,
            string.Empty,
            clock.GetUtcNow() + Validity
        );
        return site.Value.Address($"/statements/{tokens.Sign(token)}");
    }

    /// <summary>Reads the token of a link.</summary>
    /// <returns>The statement that the link shows, or the reason why the link is refused.</returns>
    public (StatementAddress? Address, LinkRefusal? Refusal) Read(string text)
    {
        var (token, refusal) = tokens.Read(text, Purpose);
        return token is not null
            ? (new StatementAddress(token.Program, token.Subject.Split(':')[0], token.Subject.Split(':')[1]), null)
            : (null, refusal);
    }
}

/// <summary>Names a statement, by the texts of a route or a link.</summary>
/// <param name="Program">The program's slug.</param>
/// <param name="Partner">The partner's id.</param>
/// <param name="Period">The month.</param>
public sealed record StatementAddress(string Program, string Partner, string Period);
