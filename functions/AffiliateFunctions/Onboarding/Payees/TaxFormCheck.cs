using Affiliate.Domain.Payouts;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Onboarding.Payees;

/// <summary>Checks a tax form as entered.</summary>
internal static class TaxFormCheck
{
    private const string UnitedStates = "US";

    // The tax authority of some countries issues no numbers (Instructions for Form W-8BEN, line 6b).
    private const string NoNumber = "none";

    /// <summary>The form, or a problem that lists every mistake.</summary>
    /// <param name="entered">The fields.</param>
    /// <param name="country">The partner's country, ISO 3166-1 alpha-2.</param>
    /// <param name="today">The day of the signature.</param>
    public static Result<TaxForm> Check(IReadOnlyDictionary<string, string> entered, string country, DateOnly today)
    {
        var mistakes = new List<(string Pointer, string Sentence)>();
        var form = TextOf("form") ?? string.Empty;
        if (!TaxForms.For(country).Contains(form))
        {
            return Problem.Invalid("/form", "Choose one of the forms that fit your country.");
        }

        var isForeign = form != TaxForms.W9;
        Require("name", IsLine, "Give the name as on your tax return, at most 100 characters on one line.");
        Require("signed_by", IsLine, "Sign with your name, at most 100 characters on one line.");
        Require("certified", text => text == "true", "Confirm the statement, or do not submit the form.");
        if (isForeign)
        {
            Require("country", IsForeignCountry, "Give the country of your tax residence in two letters, such as DE.");
            Require(
                "foreign_tin",
                IsForeignNumber,
                "Give the tax number of your country, or write none if your country issues none."
            );
            Allow("vat_id", VatId.IsValid, $"Give the VAT id: {VatId.Form}.");
        }

        const string number = "Give nine digits, such as 123-45-6789 (SSN) or 12-3456789 (EIN).";
        (isForeign ? (Action<string, Func<string, bool>, string>)Allow : Require)(
            "tin",
            TaxForms.IsTaxpayerNumber,
            number
        );
        return mistakes.Count > 0
            ? Problem.Invalid(mistakes)
            : new TaxForm(
                form,
                TextOf("name")!,
                isForeign ? TextOf("country")!.ToUpperInvariant() : UnitedStates,
                TextOf("tin"),
                isForeign && TextOf("foreign_tin") != NoNumber ? TextOf("foreign_tin") : null,
                isForeign ? TextOf("vat_id")?.ToUpperInvariant() : null,
                TextOf("signed_by")!,
                today,
                TaxForms.ExpiryOf(form, today)
            );

        string? TextOf(string name) =>
            entered.TryGetValue(name, out var text) && text.Trim() is { Length: > 0 } trimmed ? trimmed : null;

        void Require(string name, Func<string, bool> fits, string sentence)
        {
            if (TextOf(name) is not { } text || !fits(text))
            {
                mistakes.Add(($"/{name}", sentence));
            }
        }

        void Allow(string name, Func<string, bool> fits, string sentence)
        {
            if (TextOf(name) is { } text && !fits(text))
            {
                mistakes.Add(($"/{name}", sentence));
            }
        }
    }

    private static bool IsLine(string text) => text.Length <= 100 && LineText.Fits(text);

    private static bool IsForeignCountry(string text) =>
        CountryCode.TryParse(text.ToUpperInvariant(), out var country) && country.Value != UnitedStates;

    private static bool IsForeignNumber(string text) =>
        text is { Length: >= 4 and <= 30 }
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is ' ' or '-' or '.' or '/');
}
