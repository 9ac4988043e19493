using Affiliate.Domain.Programs;

namespace Affiliate.Domain.Payouts.Files.Sepa;

/// <summary>
/// The elements of a structured address, in the characters of SEPA and the lengths of ISO 20022's
/// <c>PostalAddress24</c>.
/// </summary>
internal sealed record SepaAddress(
    string? Street,
    string? BuildingNumber,
    string? PostCode,
    string Town,
    string Country
)
{
    /// <summary>Converts an address, or reports the fields that have no letter or digit in SEPA's characters.</summary>
    public static SepaAddress? From(PostalAddress? address, Action<string, string> report)
    {
        if (address is null)
        {
            return null;
        }

        if (!CountryCode.TryParse(address.Country.Value, out _))
        {
            report("country", $"Give {CountryCode.Form}.");
        }

        return new SepaAddress(
            Optional(address.Street, 70),
            Optional(address.BuildingNumber, 16),
            Optional(address.PostCode, 16),
            Text("town", address.Town, 35),
            address.Country.Value
        );

        string? Optional(string? text, int maxLength)
        {
            var converted = Converted(text ?? string.Empty, maxLength);
            return converted.Any(char.IsAsciiLetterOrDigit) ? converted : null;
        }

        string Text(string field, string text, int maxLength)
        {
            var converted = Converted(text, maxLength);
            if (!converted.Any(char.IsAsciiLetterOrDigit))
            {
                report(field, $"The text has no letter or digit that can be written in {CharacterSet.Sepa.Words}.");
            }

            return converted;
        }
    }

    private static string Converted(string text, int maxLength)
    {
        var converted = CharacterSet.Sepa.Convert(text);
        return converted.Length > maxLength ? converted[..maxLength].TrimEnd() : converted;
    }
}
