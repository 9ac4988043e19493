using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.Payouts.Statements;

/// <summary>
/// The two sides of a self-billing invoice, as they were when the statement was frozen. The company writes the invoice
/// for the partner, who is the supplier (Council Directive 2006/112/EC, articles 224 and 226).
/// </summary>
/// <param name="Supplier">The partner, who supplies the service.</param>
/// <param name="Customer">The company, which pays for it.</param>
public sealed record InvoiceParties(InvoiceParty Supplier, InvoiceParty Customer)
{
    /// <summary>The parties of an invoice of a program's partner.</summary>
    public static InvoiceParties Of(AffiliateProgram program, Partner partner) =>
        new(
            new InvoiceParty(partner.Company, partner.Address, partner.Country, partner.VatId),
            new InvoiceParty(program.LegalName ?? program.Name, program.Address, Country: null, program.VatId)
        );

    /// <summary>The parties without an erased partner. The country stays, because the tax depends on it.</summary>
    public InvoiceParties WithoutPartner() =>
        this with
        {
            Supplier = new InvoiceParty(ErasedPartner.Pseudonym, Address: null, Supplier.Country, VatId: null),
        };
}

/// <summary>One side of an invoice.</summary>
/// <param name="Name">The legal name.</param>
/// <param name="Address">The postal address on one line, or null.</param>
/// <param name="Country">The country, ISO 3166-1 alpha-2; null if the address names it.</param>
/// <param name="VatId">The VAT identification number, or null.</param>
public sealed record InvoiceParty(string Name, string? Address, string? Country, string? VatId)
{
    /// <summary>The party on one line.</summary>
    public string ToText() =>
        string.Join(", ", new[] { Name, Address, Country, VatId is null ? null : $"VAT id {VatId}" }.OfType<string>());
}
