using Affiliate.Pages.Models;

namespace AffiliateFunctions.Onboarding.Payees;

/// <summary>The fields of the form of each payout method.</summary>
internal static class PayoutFields
{
    private static readonly string[] WithoutSpaces = ["routing_number", "account_number", "iban", "bic", "email"];

    /// <summary>The fields of a method, as the page shows them.</summary>
    public static IReadOnlyList<EntryField> Of(string method) =>
        method switch
        {
            "ach" =>
            [
                Holder,
                new EntryField("routing_number", "Routing number") { Hint = "nine digits", Longest = 20 },
                new EntryField("account_number", "Account number") { Hint = "4 to 17 digits", Longest = 40 },
                new EntryField("account_type", "Account type")
                {
                    Choices = [new EntryChoice("checking", "Checking"), new EntryChoice("savings", "Savings")],
                },
            ],
            "sepa" =>
            [
                Holder,
                new EntryField("iban", "IBAN") { Longest = 60 },
                new EntryField("bic", "BIC")
                {
                    Hint = "optional",
                    IsRequired = false,
                    Longest = 20,
                },
            ],
            "paypal" or "wise" =>
            [
                new EntryField("email", $"E-mail address of the {PayeePolicy.NameOf(method)} account")
                {
                    Type = "email",
                    Longest = 254,
                },
            ],
            _ => [],
        };

    /// <summary>
    /// Reads the fields of the chosen method. Spaces around texts, and within numbers, are removed; an empty optional
    /// field is left out.
    /// </summary>
    public static EnteredDetails Read(Dictionary<string, string> form)
    {
        var method = form.GetValueOrDefault("method", string.Empty);
        var entered = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in Of(method))
        {
            var text = TextOf(field.Name, form.GetValueOrDefault(field.Name, string.Empty));
            if (text.Length > 0 || field.IsRequired)
            {
                entered[field.Name] = text;
            }
        }

        return new EnteredDetails(method, entered);
    }

    private static EntryField Holder { get; } =
        new("account_holder", "Account holder") { Hint = "as your bank has the name" };

    private static string TextOf(string name, string text)
    {
        var trimmed = WithoutSpaces.Contains(name)
            ? string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)))
            : text.Trim();
        return name == "bic" ? trimmed.ToUpperInvariant() : trimmed;
    }
}
