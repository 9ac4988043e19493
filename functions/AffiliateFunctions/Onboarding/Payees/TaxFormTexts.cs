using Affiliate.Domain.Payouts;
using Affiliate.Pages.Models;

namespace AffiliateFunctions.Onboarding.Payees;

/// <summary>
/// The fields and statements of each tax form. The statements are those that the forms print above the signature (Form
/// W-9, Rev. March 2024, Part II; Form W-8BEN, Rev. October 2021, Part III; Form W-8BEN-E, Rev. October 2021, Part
/// XXX), in short.
/// </summary>
internal static class TaxFormTexts
{
    /// <summary>Whom the form is for, as the label of its tab.</summary>
    public static string Who(string form) =>
        form switch
        {
            TaxForms.W9 => "W-9: US person or company",
            TaxForms.W8Ben => "W-8BEN: person outside the US",
            _ => "W-8BEN-E: company outside the US",
        };

    /// <summary>The purpose of the form in a sentence.</summary>
    public static string Purpose(string form) =>
        form switch
        {
            TaxForms.W9 =>
                "Form W-9 is for citizens, residents and companies of the United States. It gives your taxpayer number.",
            TaxForms.W8Ben => "Form W-8BEN is for persons who pay their taxes outside the United States.",
            _ => "Form W-8BEN-E is for companies that pay their taxes outside the United States.",
        };

    /// <summary>The fields.</summary>
    public static IReadOnlyList<EntryField> Fields(string form) =>
        form == TaxForms.W9
            ?
            [
                Name,
                new EntryField("tin", "Taxpayer identification number")
                {
                    Hint = "SSN 123-45-6789 or EIN 12-3456789",
                    Longest = 20,
                },
                SignedBy,
            ]
            :
            [
                Name,
                new EntryField("country", "Country of tax residence") { Hint = "two letters, such as DE", Longest = 2 },
                new EntryField("foreign_tin", "Tax number of this country")
                {
                    Hint = "write none if it issues none",
                    Longest = 30,
                },
                new EntryField("tin", "US taxpayer number")
                {
                    Hint = "only if you have one",
                    IsRequired = false,
                    Longest = 20,
                },
                new EntryField("vat_id", "VAT id")
                {
                    Hint = "optional, such as DE123456789",
                    IsRequired = false,
                    Longest = 20,
                },
                SignedBy,
            ];

    /// <summary>The statements that the partner certifies.</summary>
    public static IReadOnlyList<string> Statements(string form) =>
        form == TaxForms.W9
            ?
            [
                "The number shown on this form is my correct taxpayer identification number.",
                "I am not subject to backup withholding, because I am exempt from it, or the IRS has not notified me that "
                    + "I am subject to it, or has notified me that I am no longer subject to it.",
                "I am a U.S. citizen or other U.S. person, and exempt from FATCA reporting.",
            ]
            :
            [
                "I have examined the information on this form, and to the best of my knowledge and belief it is true, "
                    + "correct and complete.",
                form == TaxForms.W8Ben
                    ? "I am the beneficial owner of the income to which this form relates, and not a U.S. person."
                    : "The entity named above is the beneficial owner of the income to which this form relates, and not a "
                        + "U.S. person; I have the capacity to sign for it.",
                "The income is not effectively connected with a trade or business in the United States.",
                "I will submit a new form within 30 days if any statement on this form becomes incorrect.",
            ];

    private static EntryField Name { get; } = new("name", "Name") { Hint = "as on your tax return" };

    private static EntryField SignedBy { get; } =
        new("signed_by", "Signature") { Hint = "your full name; the date is that of today" };
}
