using Affiliate.Domain.Banking;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>Checks the details of a payout method before they are encrypted.</summary>
internal static class PayoutDetailsCheck
{
    /// <summary>
    /// The details in canonical form with a hint that discloses no bank details, or a problem that lists every mistake.
    /// </summary>
    public static Result<(PayoutDetails Details, string Summary)> Check(
        string method,
        IReadOnlyDictionary<string, string> fields
    )
    {
        var form = new Form(fields);
        switch (method)
        {
            case "sepa":
                form.Require("account_holder", IsName, "Give the account holder's name, at most 70 characters.");
                form.Require("iban", text => Iban.TryParse(text, out _), $"Give {Iban.Form}.");
                form.Allow("bic", text => Bic.TryParse(text, out _), $"Give {Bic.Form}.");
                form.Canonical("iban", text => Iban.TryParse(text, out var iban) ? iban.Value : text);
                return form.Finish(method, f => $"IBAN ending {Last4(f["iban"])}");
            case "ach":
                form.Require("account_holder", IsName, "Give the account holder's name, at most 70 characters.");
                form.Require(
                    "routing_number",
                    text => RoutingNumber.TryParse(text, out _),
                    $"Give {RoutingNumber.Form}."
                );
                form.Require("account_number", IsAccountNumber, "An account number must have 4 to 17 digits.");
                form.Require(
                    "account_type",
                    text => text is "checking" or "savings",
                    "The account type must be checking or savings."
                );
                return form.Finish(method, f => $"Account ending {Last4(f["account_number"])}");
            case "paypal" or "wise":
                form.Require("email", MailAddressText.Fits, "Give the e-mail address of the account.");
                return form.Finish(method, f => Masked(f["email"]));
            default:
                return Problem.Invalid("/payout/method", "The method must be ach, sepa, paypal or wise.");
        }
    }

    private static bool IsName(string text) => !string.IsNullOrWhiteSpace(text) && text.Length <= 70;

    private static bool IsAccountNumber(string text) => text.Length is >= 4 and <= 17 && text.All(char.IsAsciiDigit);

    private static string Last4(string number) => number[^4..];

    private static string Masked(string email) => $"{email[0]}…{email[email.IndexOf('@', StringComparison.Ordinal)..]}";

    /// <summary>Collects all mistakes, including unknown fields.</summary>
    private sealed class Form(IReadOnlyDictionary<string, string> fields)
    {
        private readonly List<(string Pointer, string Sentence)> mistakes = [];
        private readonly Dictionary<string, string> accepted = new(StringComparer.Ordinal);

        public void Require(string name, Func<string, bool> fits, string sentence)
        {
            if (!fields.ContainsKey(name))
            {
                mistakes.Add(($"/payout/details/{name}", sentence));
            }

            Allow(name, fits, sentence);
        }

        public void Allow(string name, Func<string, bool> fits, string sentence)
        {
            if (!fields.TryGetValue(name, out var text))
            {
                return;
            }

            accepted[name] = text;
            if (!fits(text))
            {
                mistakes.Add(($"/payout/details/{name}", sentence));
            }
        }

        public void Canonical(string name, Func<string, string> canonical)
        {
            if (accepted.TryGetValue(name, out var text))
            {
                accepted[name] = canonical(text);
            }
        }

        public Result<(PayoutDetails Details, string Summary)> Finish(
            string method,
            Func<Dictionary<string, string>, string> summary
        )
        {
            mistakes.AddRange(
                fields
                    .Keys.Except(accepted.Keys)
                    .Select(name => ($"/payout/details/{name}", $"The method {method} does not have this field."))
            );
            return mistakes.Count > 0
                ? Problem.Invalid(mistakes)
                : (new PayoutDetails(method, accepted), summary(accepted));
        }
    }
}
