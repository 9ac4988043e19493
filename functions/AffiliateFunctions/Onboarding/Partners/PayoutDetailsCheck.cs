using Affiliate.Domain.Banking;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Payouts.Files;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// Checks the details of a payout method before they are encrypted, also with the rules of the payment file that
/// carries them.
/// </summary>
internal static class PayoutDetailsCheck
{
    private const int MaxHolder = 70;

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
                form.Require("account_holder", text => HolderMistake(text, AnyIban with { Holder = text }));
                form.Require("iban", IbanMistake.Of);
                form.Allow("bic", text => Bic.TryParse(text, out _) ? null : $"Give {Bic.Form}.");
                form.Canonical("iban", text => Iban.TryParse(text, out var iban) ? iban.Value : text);
                return form.Finish(method, f => $"IBAN ending {Last4(f["iban"])}");
            case "ach":
                form.Require("account_holder", text => HolderMistake(text, AnyAch with { Holder = text }));
                form.Require("routing_number", RoutingMistake);
                form.Require("account_number", AccountMistake);
                form.Require(
                    "account_type",
                    text => text is "checking" or "savings" ? null : "The account type must be checking or savings."
                );
                return form.Finish(method, f => $"Account ending {Last4(f["account_number"])}");
            case "paypal" or "wise":
                form.Require(
                    "email",
                    text => MailAddressText.Fits(text) ? null : "Give the e-mail address of the account."
                );
                return form.Finish(method, f => Masked(f["email"]));
            default:
                return Problem.Invalid("/payout/method", "The method must be ach, sepa, paypal or wise.");
        }
    }

    /// <summary>The address without most of its name, such as <c>p…@example.com</c>.</summary>
    public static string Masked(string email) => $"{email[0]}…{email[email.IndexOf('@', StringComparison.Ordinal)..]}";

    // The name is checked even if the other fields have mistakes, so that all mistakes are reported at once.
    private static SepaAccount AnyIban { get; } = new("Name", Iban.Parse("DE89370400440532013000"));

    private static AchAccount AnyAch { get; } =
        new("Name", RoutingNumber.Parse("021000021"), "0000", AchAccountType.Checking);

    private static string? HolderMistake(string text, PayoutAccount account) =>
        string.IsNullOrWhiteSpace(text) || text.Length > MaxHolder || !LineText.Fits(text)
            ? "Give the account holder's name, at most 70 characters."
        : PayeeCheck.Refusal(account) is { } refusal ? $"{refusal.Reason} Write the name as your bank has it."
        : null;

    private static string? RoutingMistake(string text) =>
        RoutingNumber.TryParse(text, out _) ? null
        : text.Length == 9 && text.All(char.IsAsciiDigit)
            ? "The check digit does not fit, so a digit is mistyped. Compare the routing number with a check or with "
                + "your bank's site."
        : $"Give {RoutingNumber.Form}.";

    private static string? AccountMistake(string text) =>
        text.Length is >= 4 and <= 17 && text.All(char.IsAsciiDigit)
            ? null
            : "An account number must have 4 to 17 digits. Leave out letters, spaces and hyphens.";

    private static string Last4(string number) => number[^4..];

    /// <summary>Collects all mistakes, including unknown fields.</summary>
    private sealed class Form(IReadOnlyDictionary<string, string> fields)
    {
        private readonly List<(string Pointer, string Sentence)> mistakes = [];
        private readonly Dictionary<string, string> accepted = new(StringComparer.Ordinal);

        public void Require(string name, Func<string, string?> mistakeOf)
        {
            if (!fields.ContainsKey(name) && mistakeOf(string.Empty) is { } mistake)
            {
                mistakes.Add((PointerOf(name), mistake));
            }

            Allow(name, mistakeOf);
        }

        public void Allow(string name, Func<string, string?> mistakeOf)
        {
            if (!fields.TryGetValue(name, out var text))
            {
                return;
            }

            accepted[name] = text;
            if (mistakeOf(text) is { } mistake)
            {
                mistakes.Add((PointerOf(name), mistake));
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
                    .Select(name => (PointerOf(name), $"The method {method} does not have this field."))
            );
            var details = new PayoutDetails(method, accepted);
            if (mistakes.Count == 0 && PayeeCheck.Refusal(PayoutAccounts.Of(details)) is { } refusal)
            {
                mistakes.Add((PointerOf(refusal.Field["account.".Length..]), refusal.Reason));
            }

            return mistakes.Count > 0 ? Problem.Invalid(mistakes) : (details, summary(accepted));
        }

        private static string PointerOf(string name) => $"/payout/details/{name}";
    }
}
