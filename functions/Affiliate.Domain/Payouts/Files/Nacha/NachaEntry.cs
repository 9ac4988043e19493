namespace Affiliate.Domain.Payouts.Files.Nacha;

/// <summary>An entry whose fields fit an ACH file.</summary>
internal sealed record NachaEntry(
    string PayoutId,
    string StandardEntryClass,
    string TransactionCode,
    string RoutingNumber,
    string AccountNumber,
    long Amount,
    string Identification,
    string Name,
    string? Addenda
)
{
    /// <summary>Corporate Credit or Debit: the class of entries to companies.</summary>
    public const string Ccd = "CCD";

    /// <summary>Prearranged Payment and Deposit: the class of entries to persons.</summary>
    public const string Ppd = "PPD";

    /// <summary>The maximum of the amount field: 10 digits, in cents.</summary>
    public const long MaxAmount = 9_999_999_999;

    private const string CreditToChecking = "22";
    private const string CreditToSavings = "32";
    private const int NameLength = 22;
    private const int AddendaLength = 80;

    /// <summary>The number of records: an entry detail record and, with a text, an addenda record.</summary>
    public int Records => Addenda is null ? 1 : 2;

    /// <summary>Converts an instruction to an entry, or refuses it.</summary>
    public static NachaEntry? From(PaymentInstruction instruction, FieldChecks checks)
    {
        if (instruction.Account is not AchAccount account)
        {
            checks.Refuse("account", "The payee has no account at a bank in the United States.");
            return null;
        }

        checks.RequireCurrency("USD");
        checks.RequireAmount(MaxAmount);
        checks.Require(
            Banking.RoutingNumber.TryParse(account.RoutingNumber.Value, out _),
            "account.routing_number",
            $"Give {Banking.RoutingNumber.Form}."
        );
        checks.Require(
            account.AccountNumber.Length is >= 4 and <= 17 && account.AccountNumber.All(char.IsAsciiDigit),
            "account.account_number",
            "An account number has 4 to 17 digits."
        );
        return new NachaEntry(
            instruction.PayoutId,
            instruction.IsCompany ? Ccd : Ppd,
            account.Type == AchAccountType.Savings ? CreditToSavings : CreditToChecking,
            account.RoutingNumber.Value,
            account.AccountNumber,
            instruction.Amount,
            BankReference.AchIdentificationOf(instruction.PayoutId),
            checks.Text("account.holder", account.Holder, CharacterSet.Ach, NameLength),
            checks.OptionalText("reference", instruction.Reference, CharacterSet.Ach, AddendaLength)
        );
    }
}
