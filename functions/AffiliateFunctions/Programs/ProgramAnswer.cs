using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.OpenApi;

namespace AffiliateFunctions.Programs;

/// <summary>A program as the API returns it.</summary>
[ResponseExample(
    $$"""
        {
          "slug": "acme",
          "name": "Partner program",
          "currency": "USD",
          "timezone": "Europe/Berlin",
          "website": "https://www.example.com",
          "legal_name": "Example GmbH",
          "address": "Beispielstr. 1, 10115 Berlin, Germany",
          "vat_id": "DE123456789",
          "logo_url": "https://www.example.com/logo.png",
          "color": "#0a6b4f",
          "allowed_origins": ["https://www.example.com"],
          "allowed_destinations": ["shop.example.com"],
          "screens": {
            "own_domain": "hold",
            "disposable_email": "hold",
            "duplicate_customer": "hold",
            "burst": "hold",
            "paid_search": "allow"
          },
          "link_customers_by_address": true,
          "accept_test_events": false,
          "link_parameters": ["via"],
          "stage": "pilot",
          "rules_version": 1,
          "limits": { "max_partners": 50, "max_monthly_payout": 5000000 },
          "charter": {{PutCharter.Example}},
          "created_at": "2026-09-01T08:00:00+00:00"
        }
        """
)]
internal sealed record ProgramAnswer(
    ProgramSlug Slug,
    string Name,
    string Currency,
    string Timezone,
    string Website,
    string? LegalName,
    string? Address,
    string? VatId,
    string? LogoUrl,
    string? Color,
    IReadOnlyList<string> AllowedOrigins,
    IReadOnlyList<string> AllowedDestinations,
    ScreensBody Screens,
    bool LinkCustomersByAddress,
    bool AcceptTestEvents,
    IReadOnlyList<string> LinkParameters,
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
            program.LegalName,
            program.Address,
            program.VatId,
            program.LogoUrl,
            program.Color,
            program.AllowedOrigins,
            program.AllowedDestinations,
            ScreensBody.Of(program.Screens),
            program.LinksCustomersByAddress,
            program.AcceptTestEvents,
            program.LinkParameters,
            program.Stage,
            approved.VersionInForce,
            program.Limits,
            program.Charter,
            program.CreatedAt
        );
    }
}
