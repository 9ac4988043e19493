using Affiliate.Domain.Banking;
using Affiliate.Domain.Programs;

namespace Affiliate.Domain.Payouts.Files;

/// <summary>
/// The account that receives a payout. Its text form discloses no bank details, so that logs have none.
/// </summary>
public abstract record PayoutAccount
{
    private protected PayoutAccount() { }

    /// <summary>The name of the kind of account only.</summary>
    public sealed override string ToString() => GetType().Name;
}

/// <summary>An account at a bank in the United States.</summary>
/// <param name="Holder">The name of the account holder.</param>
/// <param name="RoutingNumber">The routing number of the bank.</param>
/// <param name="AccountNumber">The account number: 4 to 17 digits.</param>
/// <param name="Type">The type of the account.</param>
public sealed record AchAccount(string Holder, RoutingNumber RoutingNumber, string AccountNumber, AchAccountType Type)
    : PayoutAccount;

/// <summary>The type of an account at a bank in the United States.</summary>
public enum AchAccountType
{
    /// <summary>A checking (demand deposit) account.</summary>
    Checking,

    /// <summary>A savings account.</summary>
    Savings,
}

/// <summary>An account with an IBAN.</summary>
/// <param name="Holder">The name of the account holder.</param>
/// <param name="Iban">The IBAN.</param>
/// <param name="Bic">The BIC of the bank, or null.</param>
/// <param name="Address">The postal address of the account holder, or null.</param>
public sealed record SepaAccount(string Holder, Iban Iban, Bic? Bic = null, PostalAddress? Address = null)
    : PayoutAccount;

/// <summary>A PayPal account.</summary>
/// <param name="Email">The e-mail address of the account.</param>
public sealed record PayPalAccount(string Email) : PayoutAccount;

/// <summary>A recipient of Wise.</summary>
/// <param name="Email">The e-mail address of the recipient.</param>
public sealed record WiseAccount(string Email) : PayoutAccount;

/// <summary>
/// A structured postal address. Town and country are the least that banks accept: an address without them is rejected
/// since 15 November 2026 (ABN AMRO, "New rules for address details": minimum <c>TwnNm</c> and <c>Ctry</c>).
/// </summary>
/// <param name="Town">The town, up to 35 characters.</param>
/// <param name="Country">The country.</param>
/// <param name="Street">The street, up to 70 characters, or null.</param>
/// <param name="BuildingNumber">The number of the building, up to 16 characters, or null.</param>
/// <param name="PostCode">The post code, up to 16 characters, or null.</param>
public sealed record PostalAddress(
    string Town,
    CountryCode Country,
    string? Street = null,
    string? BuildingNumber = null,
    string? PostCode = null
);
