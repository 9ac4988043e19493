using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;

namespace AffiliateFunctions.Programs;

/// <summary>A program as the API returns it.</summary>
internal sealed record ProgramAnswer(
    ProgramSlug Slug,
    string Name,
    string Currency,
    string Timezone,
    string Website,
    IReadOnlyList<string> AllowedOrigins,
    IReadOnlyList<string> AllowedDestinations,
    ScreensBody Screens,
    bool LinkCustomersByAddress,
    bool AcceptTestEvents,
    ProgramStage Stage,
    int? RulesVersion,
    ProgramLimits Limits,
    Charter? Charter,
    DateTimeOffset CreatedAt
)
{
    /// <summary>The program with the version of its rule book in force.</summary>
    public static async Task<ProgramAnswer> OfAsync(
        AffiliateProgram program,
        IProgramRuleBooks rules,
        CancellationToken cancellationToken
    )
    {
        var approved = await rules.ApprovedAsync(program.Slug, cancellationToken);
        return new ProgramAnswer(
            program.Slug,
            program.Name,
            program.Currency,
            program.Timezone,
            program.Website,
            program.AllowedOrigins,
            program.AllowedDestinations,
            ScreensBody.Of(program.Screens),
            program.LinksCustomersByAddress,
            program.AcceptTestEvents,
            program.Stage,
            approved.VersionInForce,
            program.Limits,
            program.Charter,
            program.CreatedAt
        );
    }
}
