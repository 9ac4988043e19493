using System.Collections.Frozen;
using Affiliate.Domain.Payouts.Files.Csv;

namespace Affiliate.Domain.Payouts.Files.PayPal;

/// <summary>A payment as PayPal carries it, in a file as well as through the Payouts API.</summary>
/// <param name="PayoutId">The id of the payout.</param>
/// <param name="Reference">The reference of the payout, by which PayPal reports on it.</param>
/// <param name="Amount">The amount in minor units.</param>
/// <param name="Currency">The currency.</param>
/// <param name="Value">The amount as a decimal number, such as <c>12.30</c>.</param>
/// <param name="Email">The e-mail address of the recipient's account.</param>
/// <param name="Note">The note to the recipient, or null.</param>
internal sealed record PayPalPayment(
    string PayoutId,
    string Reference,
    long Amount,
    string Currency,
    string Value,
    string Email,
    string? Note
)
{
    private const int MaxNoteLength = 400;

    // PayPal, "Currency codes" (https://developer.paypal.com/reports/reference/supported-currencies).
    private static readonly FrozenSet<string> WholeUnits = FrozenSet.Create(
        StringComparer.Ordinal,
        "HUF",
        "JPY",
        "TWD"
    );

    /// <summary>Returns the payment of an instruction, and reports what PayPal cannot carry.</summary>
    public static PayPalPayment? Of(PaymentInstruction instruction, FieldChecks checks)
    {
        if (instruction.Account is not PayPalAccount account)
        {
            checks.Refuse("account", "The payee has no PayPal account.");
            return null;
        }

        var currency = instruction.Currency.Value;
        checks.Require(PayoutMethods.Carries("paypal", currency), "currency", $"PayPal does not pay in {currency}.");
        checks.RequireAmount(long.MaxValue);
        var reference = BankReference.Of(instruction.PayoutId);
        checks.Require(
            reference.Length is > 0 and <= BankReference.MaxLength,
            "payout_id",
            "A customer id has 1 to 30 characters."
        );
        var email = EmailField.Of(account.Email, checks);
        var note = checks.OptionalText("reference", instruction.Reference, CharacterSet.Unicode, MaxNoteLength);
        return new PayPalPayment(
            instruction.PayoutId,
            reference,
            instruction.Amount,
            currency,
            ValueOf(instruction, checks),
            email,
            note
        );
    }

    private static string ValueOf(PaymentInstruction instruction, FieldChecks checks)
    {
        var (amount, digits) = (instruction.Amount, instruction.Currency.Digits);
        if (!WholeUnits.Contains(instruction.Currency.Value) || digits == 0 || amount <= 0)
        {
            return DecimalAmount.Of(Math.Max(amount, 0), digits);
        }

        var minorUnits =
            digits == 2 ? 100 : throw new InvalidOperationException($"{instruction.Currency} has {digits} digits.");
        checks.Require(
            amount % minorUnits == 0,
            "amount",
            $"PayPal pays whole {instruction.Currency} only, not {DecimalAmount.Of(amount, digits)}."
        );
        return DecimalAmount.Of(amount / minorUnits, 0);
    }
}
