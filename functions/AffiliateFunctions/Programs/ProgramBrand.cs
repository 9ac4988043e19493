using Affiliate.Domain.Programs;
using Affiliate.Pages.Models;

namespace AffiliateFunctions.Programs;

/// <summary>Returns the brand under which a program's pages and e-mails appear.</summary>
public static class ProgramBrand
{
    /// <summary>The program's brand.</summary>
    public static Brand Brand(this AffiliateProgram program) =>
        new(program.Name)
        {
            Program = program.Slug.Value,
            LegalName = program.LegalName,
            Address = program.Address,
            LogoUrl = program.LogoUrl,
            Color = BrandColor.TryParse(program.Color, out var color) ? color : null,
        };
}
