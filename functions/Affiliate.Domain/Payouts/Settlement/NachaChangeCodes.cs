using System.Collections.Frozen;
using Affiliate.Domain.Banking;

namespace Affiliate.Domain.Payouts.Settlement;

/// <summary>
/// The change codes of notifications of change in words, and their corrected data (Nacha Operating Rules, Appendix
/// Five, "Table of Change Codes"). The numbers of positions are counted within the corrected data.
/// </summary>
internal static class NachaChangeCodes
{
    private static readonly FrozenDictionary<string, string> Words = new Dictionary<string, string>
    {
        ["C01"] = "The account number is incorrect.",
        ["C02"] = "The routing number is incorrect.",
        ["C03"] = "The routing number and the account number are incorrect.",
        ["C04"] = "The name of the account holder is incorrect.",
        ["C05"] = "The account type is incorrect.",
        ["C06"] = "The account number and the account type are incorrect.",
        ["C07"] = "The routing number, the account number and the account type are incorrect.",
        ["C08"] = "The identification of the foreign bank is incorrect.",
        ["C09"] = "The individual identification number is incorrect.",
        ["C10"] = "The company name is incorrect.",
        ["C11"] = "The company identification is incorrect.",
        ["C12"] = "The company name and the company identification are incorrect.",
        ["C13"] = "The addenda record has an incorrect format.",
        ["C14"] = "The payment is international and needs the class IAT.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Returns the meaning of a code, or null for another text.</summary>
    public static string? WordsOf(string code) => Words.GetValueOrDefault(code);

    /// <summary>Reads the corrected account details.</summary>
    /// <param name="code">The change code.</param>
    /// <param name="data">The corrected data: 29 characters.</param>
    /// <param name="correction">The details, or null for a code that corrects no detail of an account.</param>
    /// <returns>Whether the data has the details that the code announces.</returns>
    public static bool TryCorrect(string code, string data, out CorrectedAccount? correction)
    {
        correction = code switch
        {
            "C01" => new CorrectedAccount(AccountNumber: Part(data, 1, 17)),
            "C02" => new CorrectedAccount(RoutingNumber: Part(data, 1, 9)),
            "C03" => new CorrectedAccount(Part(data, 1, 9), Part(data, 13, 29)),
            "C04" => new CorrectedAccount(Name: Part(data, 1, 22)),
            "C05" => new CorrectedAccount(AccountType: TypeOf(Part(data, 1, 2))),
            "C06" => new CorrectedAccount(AccountNumber: Part(data, 1, 17), AccountType: TypeOf(Part(data, 21, 22))),
            "C07" => new CorrectedAccount(Part(data, 1, 9), Part(data, 10, 26), TypeOf(Part(data, 27, 28))),
            _ => null,
        };
        return correction is null
            || (
                (correction.RoutingNumber is null || RoutingNumber.TryParse(correction.RoutingNumber, out _))
                && correction.AccountNumber is not ""
                && correction.AccountType is not ""
                && correction.Name is not ""
            );
    }

    private static string Part(string data, int first, int last) => data[(first - 1)..last].Trim();

    // Transaction codes that begin with 2 are of checking accounts, with 3 of savings accounts.
    private static string TypeOf(string transactionCode) =>
        transactionCode switch
        {
            ['2', _] => "checking",
            ['3', _] => "savings",
            _ => string.Empty,
        };
}
