namespace Affiliate.Domain.Payouts.Tax;

/// <summary>
/// Which partners a payer in the United States reports on Form 1099-NEC. The result is a list for a person to check:
/// payments to corporations need not be reported, and the system does not know how a partner is taxed.
/// </summary>
public static class Form1099Rules
{
    /// <summary>The currency of the thresholds.</summary>
    public const string Currency = "USD";

    private const int FirstYearOfHigherThreshold = 2026;

    /// <summary>
    /// Returns the amount from which payments to one payee in a calendar year are reported, in cents: 600 USD until
    /// 2025, and 2,000 USD for payments made after 31 December 2025 (Internal Revenue Code, sections 6041(a) and
    /// 6041A(a), as amended by section 70433 of Public Law 119-21).
    /// </summary>
    public static long ThresholdOf(int year) => year < FirstYearOfHigherThreshold ? 600_00 : 2_000_00;

    /// <summary>
    /// Whether the threshold of the year is adjusted to inflation. The adjusted amount is published each year and is
    /// not lower (Internal Revenue Code, section 6041(h)), so the list may then contain too many partners, and never
    /// too few.
    /// </summary>
    public static bool IsAdjusted(int year) => year > FirstYearOfHigherThreshold;

    /// <summary>
    /// Whether payments by the method count. Payments through a third party network are reported by the network on Form
    /// 1099-K and not by the payer (Internal Revenue Code, section 6050W; Treasury Decision 9496).
    /// </summary>
    public static bool Counts(string method) => method != "paypal";

    /// <summary>Decides what the payer has to do for a partner.</summary>
    /// <param name="payee">The partner.</param>
    /// <param name="reportable">What was paid in the year by methods that count, in cents.</param>
    /// <param name="year">The calendar year.</param>
    public static Form1099Status StatusOf(TaxPayee payee, long reportable, int year) =>
        payee switch
        {
            { Form: TaxForms.W8Ben or TaxForms.W8BenE, HasForm: true } => Form1099Status.NotRequired,
            _ when reportable < ThresholdOf(year) => Form1099Status.BelowThreshold,
            { Form: TaxForms.W9, HasForm: true } => Form1099Status.Required,
            { Form: TaxForms.W9 } or { Country: "US" } => Form1099Status.RequiredFormMissing,
            { HasForm: true } => Form1099Status.NotRequired,
            _ => Form1099Status.FormMissing,
        };
}

/// <summary>What decides about a partner's form.</summary>
/// <param name="Form">The form that the partner has given: <c>w9</c>, <c>w8ben</c>, <c>w8bene</c> or <c>vat</c>; null
/// if none.</param>
/// <param name="HasForm">Whether the form is submitted or verified.</param>
/// <param name="Country">The country, ISO 3166-1 alpha-2.</param>
public sealed record TaxPayee(string? Form, bool HasForm, string Country);

/// <summary>What the payer has to do for a partner.</summary>
public enum Form1099Status
{
    /// <summary>The payments are below the threshold.</summary>
    BelowThreshold,

    /// <summary>The partner is no person of the United States.</summary>
    NotRequired,

    /// <summary>The partner is reported on Form 1099-NEC.</summary>
    Required,

    /// <summary>The partner is reported on Form 1099-NEC, and its Form W-9 is missing.</summary>
    RequiredFormMissing,

    /// <summary>No form tells whether the partner is a person of the United States.</summary>
    FormMissing,
}
