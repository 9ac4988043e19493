namespace Affiliate.Pages.Models;

/// <summary>The model of the page with the programs of a signed-in partner.</summary>
/// <param name="Programs">The programs, each with the partner's company.</param>
/// <param name="FormToken">The token of the session's forms.</param>
public sealed record PartnerPrograms(IReadOnlyList<NextPage> Programs, string FormToken);
