using Affiliate.Domain.Banking;

namespace Affiliate.Domain.Payouts.Files.Sepa;

/// <summary>A credit transfer whose fields fit a SEPA file.</summary>
internal sealed record SepaTransfer(
    string PayoutId,
    DateOnly ExecutionDate,
    string EndToEndId,
    long Amount,
    string? Bic,
    string Name,
    SepaAddress? Address,
    string Iban,
    string? Remittance
)
{
    /// <summary>The maximum amount in cents (EPC132-08: 0.01 to 999999999.99).</summary>
    public const long MaxAmount = 99_999_999_999;

    private const int NameLength = 70;
    private const int RemittanceLength = 140;

    /// <summary>Converts an instruction to a transfer, or refuses it.</summary>
    public static SepaTransfer? From(PaymentInstruction instruction, FieldChecks checks, DateOnly executionDate)
    {
        if (instruction.Account is not SepaAccount account)
        {
            checks.Refuse("account", "The payee has no account with an IBAN.");
            return null;
        }

        checks.RequireCurrency("EUR");
        checks.RequireAmount(MaxAmount);
        checks.Require(
            SepaArea.Reaches(account.Iban),
            "account.iban",
            "The account is not in a country that SEPA credit transfers reach."
        );
        var reference = BankReference.Of(instruction.PayoutId);
        checks.Require(
            reference.Length is > 0 and <= 35,
            "payout_id",
            "An end-to-end identification has 1 to 35 characters."
        );
        return new SepaTransfer(
            instruction.PayoutId,
            instruction.ExecutionDate ?? executionDate,
            reference,
            instruction.Amount,
            BicOf(account, checks),
            checks.Text("account.holder", account.Holder, CharacterSet.Sepa, NameLength),
            SepaAddress.From(account.Address, (field, reason) => checks.Refuse($"account.address.{field}", reason)),
            account.Iban.Value,
            checks.OptionalText("reference", instruction.Reference, CharacterSet.Sepa, RemittanceLength)
        );
    }

    private static string? BicOf(SepaAccount account, FieldChecks checks)
    {
        if (account.Bic is not { } bic)
        {
            return null;
        }

        checks.Require(Banking.Bic.TryParse(bic.Value, out _), "account.bic", $"Give {Banking.Bic.Form}, or none.");
        return bic.Value;
    }
}
