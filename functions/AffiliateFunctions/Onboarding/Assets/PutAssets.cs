using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Assets;

/// <summary>Replaces and returns the assets of a program.</summary>
[Tags("Onboarding")]
public sealed class PutAssets(
    IPrograms programs,
    AssetStore store,
    IValidator<PartnerAssets> validator,
    IAuditLog audit,
    TimeProvider clock
)
{
    private const string Example = """
        {
          "assets": [
            {
              "name": "Logo",
              "kind": "logo",
              "url": "https://www.example.com/press/logo.png",
              "description": "For light pages"
            },
            { "name": "One sentence", "kind": "text", "text": "Example keeps your books while you sleep." }
          ],
          "disclosure": { "uk": "Begin each post with the label “Ad”." }
        }
        """;

    /// <summary>Replaces the assets.</summary>
    [Function(nameof(PutAssets))]
    [EndpointSummary("Replaces the assets that partners get.")]
    [EndpointDescription(
        "The welcome e-mail lists the assets and explains how partners disclose that they are paid. The wording "
            + "depends on the partner's country; disclosure replaces it by region. Addresses are https addresses on the "
            + "host of the program's website or on its allowed_destinations."
    )]
    [Consumes(typeof(PartnerAssets), "application/json")]
    [RequestExample(Example)]
    [ResponseExample(Example)]
    [ProducesResponseType<PartnerAssets>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 413, 415)]
    public Task<IResult> Put(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/programs/{slug}/assets")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            program =>
                request
                    .ReadJsonAsync<PartnerAssets>(cancellationToken)
                    .Then(sent => validator.Check(sent))
                    .Then(assets => ReplaceAsync(program, assets.Normalized(), cancellationToken))
                    .Match(HttpResults.Ok),
            cancellationToken
        );

    /// <summary>Returns the assets.</summary>
    [Function(nameof(GetAssets))]
    [EndpointSummary("Returns the assets that partners get.")]
    [ResponseExample(Example)]
    [ProducesResponseType<PartnerAssets>(StatusCodes.Status200OK)]
    [ProducesProblems(404)]
    public Task<IResult> GetAssets(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/assets")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program => HttpResults.Ok(await store.FindAsync(program.Slug, cancellationToken)),
            cancellationToken
        );

    // A repeated request finds the assets stored already, and records the change that an interrupted request has made.
    internal async Task<Result<PartnerAssets>> ReplaceAsync(
        AffiliateProgram program,
        PartnerAssets assets,
        CancellationToken cancellationToken
    )
    {
        if (assets.HostProblemOf(program) is { } problem)
        {
            return problem;
        }

        var stored = await store.ReplaceAsync(program.Slug, assets, clock.GetUtcNow(), cancellationToken);
        await audit.RecordCallerAsync(
            program.Slug,
            "assets_changed",
            program.Slug.Value,
            stored.ChangedAt,
            AuditChange.Between(stored.Before, stored.Assets),
            cancellationToken
        );
        return stored.Assets;
    }
}
