namespace Affiliate.Domain.Payouts.Files.Csv;

/// <summary>The e-mail address of a payee. It identifies the account, so it is written unchanged or refused.</summary>
internal static class EmailField
{
    private const string Field = "account.email";

    /// <summary>Returns the address, or refuses one that cannot be written unchanged.</summary>
    public static string Of(string email, FieldChecks checks)
    {
        var at = email.IndexOf('@', StringComparison.Ordinal);
        checks.Require(
            at > 0
                && at < email.Length - 1
                && at == email.LastIndexOf('@')
                && !email.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter)),
            Field,
            "Give the e-mail address of the account."
        );
        checks.Require(
            !CharacterSet.LooksLikeFormula(email),
            Field,
            "The address begins with =, +, - or @, which a spreadsheet would interpret as a formula."
        );
        return email;
    }
}
