using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Tests.Tracking.Doubles;

/// <summary>The number of a partner in the partner's id, code and coupon.</summary>
internal static class PartnerNumber
{
    /// <summary>The number after the prefix, if the text has that form and there are so many partners.</summary>
    public static int? Read(string text, string prefix, int count) =>
        text.StartsWith(prefix, StringComparison.Ordinal)
        && int.TryParse(text.AsSpan(prefix.Length), out var number)
        && number < count
            ? number
            : null;

    /// <summary>The id of the partner with a number.</summary>
    public static PartnerId ToId(int number) => PartnerId.Parse($"prt_p{number}");
}
