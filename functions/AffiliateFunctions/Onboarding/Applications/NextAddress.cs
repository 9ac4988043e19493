using Affiliate.Domain.Addresses;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>The address to which a sent form leads a browser: only a page of the program's own sites.</summary>
internal static class NextAddress
{
    /// <summary>Whether the address is on one of the program's allowed origins.</summary>
    public static bool IsAllowed(AffiliateProgram program, string address) =>
        WebAddress.IsSite(address)
        && LineText.Fits(address)
        && program.AllowedOrigins.Any(origin => OriginOf(origin) == OriginOf(address));

    /// <summary>What is wrong with an address that is not allowed.</summary>
    public static string Sentence(AffiliateProgram program) =>
        program.AllowedOrigins.Count > 0
            ? $"Give an address that begins with {string.Join(" or ", program.AllowedOrigins)}, or leave it out."
            : "The program has no allowed_origins; leave this out.";

    private static string OriginOf(string address) => AsciiAddress.OriginOf(new Uri(address));
}
