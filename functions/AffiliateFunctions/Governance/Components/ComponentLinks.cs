using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Governance.Components;

/// <summary>
/// The links that record the review of a component. Each link is for one person, and is bound to the definition and the
/// due date that the person was shown: it works for one review.
/// </summary>
public sealed class ComponentLinks(LinkTokens tokens, IOptions<SiteOptions> site, TimeProvider clock)
{
    private const string Purpose = "component";

    private static readonly TimeSpan Validity = TimeSpan.FromDays(60);

    /// <summary>The address of the person's link.</summary>
    public string AddressFor(ProgramSlug program, OperatingComponent component, string email)
    {
        var token = new LinkToken(
            Purpose,
            program.Value,
            component.Name.ToString(),
            email,
            HashOf(component),
            clock.GetUtcNow() + Validity
        );
        return site.Value.Address(PathOf(tokens.Sign(token)));
    }

    /// <summary>The path of a link.</summary>
    public static string PathOf(string token) => $"/components/{token}";

    /// <summary>Reads the token of a link.</summary>
    public (LinkToken? Token, LinkRefusal? Refusal) Read(string text) => tokens.Read(text, Purpose);

    /// <summary>The SHA-256 of the definition and the due date.</summary>
    public static string HashOf(OperatingComponent component) =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(
                    JsonSerializer.Serialize(
                        new
                        {
                            component.Definition,
                            component.Inputs,
                            component.DueAt,
                        },
                        StoredJson.Options
                    )
                )
            )
        );
}
