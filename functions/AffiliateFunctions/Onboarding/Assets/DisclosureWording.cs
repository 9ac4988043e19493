using System.ComponentModel.DataAnnotations;

namespace AffiliateFunctions.Onboarding.Assets;

/// <summary>A program's own wording of the disclosure duties. An absent text means the standard wording.</summary>
/// <param name="Us">For partners in the United States.</param>
/// <param name="Eu">For partners in the European Economic Area.</param>
/// <param name="Uk">For partners in the United Kingdom.</param>
/// <param name="Other">For partners in other countries.</param>
public sealed record DisclosureWording(
    [property: DataType(DataType.MultilineText)] string? Us = null,
    [property: DataType(DataType.MultilineText)] string? Eu = null,
    [property: DataType(DataType.MultilineText)] string? Uk = null,
    [property: DataType(DataType.MultilineText)] string? Other = null
)
{
    /// <summary>The program's own wording for a region, or null.</summary>
    internal string? Of(DisclosureRegion region) =>
        region switch
        {
            DisclosureRegion.UnitedStates => Us,
            DisclosureRegion.EuropeanEconomicArea => Eu,
            DisclosureRegion.UnitedKingdom => Uk,
            _ => Other,
        };
}
