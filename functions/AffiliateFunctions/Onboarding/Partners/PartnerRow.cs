using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>Reads the partner of a row of an imported file.</summary>
internal static class PartnerRow
{
    /// <summary>
    /// Returns the partner to create. A name can have two columns, and a partner without a company is named by its
    /// contact. Names of groups are written as rule books write them.
    /// </summary>
    public static PartnerBody ToBody(UploadedRow row, CountryCode? country)
    {
        var company = row["company"];
        var name = row["name"] ?? NameOf(row["first_name"], row["last_name"]) ?? company;
        return new PartnerBody(
            name,
            row["email"],
            company ?? name,
            row["country"]?.ToUpperInvariant() ?? country?.Value,
            SiteOf(row["website"]),
            GroupOf(row["group"]),
            row["code"],
            CouponsOf(row["coupons"]),
            row["terms_version"]
        );
    }

    private static string? NameOf(string? first, string? last) =>
        string.Join(' ', new[] { first, last }.OfType<string>()) is { Length: > 0 } name ? name : null;

    // Other products write sites without a scheme.
    private static string? SiteOf(string? site) =>
        site is null || site.Contains("://", StringComparison.Ordinal) ? site : $"https://{site}";

    private static string? GroupOf(string? name) =>
        name is null || PartnerText.IsGroup(name)
            ? name
            : Affiliate.Domain.Imports.HeaderName.Normal(name).Replace('_', '-');

    // Coupons are separated by spaces, or by line breaks when a coupon contains spaces.
    private static string[]? CouponsOf(string? text) =>
        text?.Split(
            text.Contains('\n', StringComparison.Ordinal) ? '\n' : ' ',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
}
