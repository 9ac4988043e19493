using Affiliate.Domain.Identity;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.RuleBooks;
using AffiliateFunctions.Simulation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ConsolePages.RuleVersions;

/// <summary>Simulates a version on the events of a period, as the API does. Nothing is stored.</summary>
[Tags("Console")]
public sealed class SimulateConsoleRuleBook(
    ConsoleRequests requests,
    IRuleBookVersions ruleBooks,
    ISimulations simulations,
    IPartners partners,
    ShowConsoleRuleBook page,
    TimeProvider clock
)
{
    /// <inheritdoc cref="SimulateConsoleRuleBook"/>
    [Function(nameof(SimulateConsoleRuleBook))]
    [EndpointSummary("Replays the events of a period under a version and compares the amounts; writes nothing.")]
    [Consumes(typeof(ConsoleSimulationFields), "application/x-www-form-urlencoded")]
    [RequestExample("form_token=5f2b&from=2026-10-01&to=2026-11-01")]
    [ProducesPages(200, 400, 404, 409)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    [ProducesProblems(413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "console/programs/{program}/rules/{version}/simulate"
        )]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        [RouteValue<string>("The number of a version.")] string version,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            async shown =>
            {
                var versions = await ruleBooks.ListAsync(shown.Program.Slug, cancellationToken);
                if (ShowConsoleRuleBook.Find(versions, version) is not { } found)
                {
                    return await requests.NotFoundAsync(request, shown.Program);
                }

                var report = await simulations.RunAsync(
                    found,
                    shown.Visit.Field(SimulationForm.From) ?? string.Empty,
                    shown.Visit.Field(SimulationForm.To) ?? string.Empty,
                    cancellationToken
                );
                return report.Succeeded
                    ? await requests.ShowAsync(await PageAsync(shown, found, report.Value, cancellationToken))
                    : await page.ShowAsync(shown, versions, found, report.Problem, cancellationToken);
            },
            cancellationToken
        );

    private async Task<ConsolePage> PageAsync(
        ConsoleProgram shown,
        StoredRuleBook version,
        SimulationReport report,
        CancellationToken cancellationToken
    )
    {
        var ids = report
            .ByPartner.Select(own => own.Partner)
            .Concat(
                report.Changed.SelectMany(change => change.Actual.Concat(change.Simulated)).Select(own => own.Partner)
            )
            .Distinct();
        var names = await partners.FindAllRecentAsync(shown.Program.Slug, ids, cancellationToken);
        return new ConsolePage
        {
            Frame = shown.FrameBelow(
                ConsoleSections.Rules,
                new ConsoleLink($"Version {version.Version}", RuleVersionText.PathOf(shown, version.Version))
            ),
            Title = $"Simulation of version {version.Version}",
            Lead =
                $"From {shown.Visit.Field(SimulationForm.From)} until before {shown.Visit.Field(SimulationForm.To)}. "
                + "Nothing was changed.",
            Blocks =
            [
                .. SimulationBlocks.Of(shown, report, names),
                SimulationForm.For(shown, version, clock.GetUtcNow()),
            ],
        };
    }
}

/// <summary>The fields of the form that simulates a version.</summary>
/// <param name="FormToken">The token of the form.</param>
/// <param name="From">The first day, or a time by RFC 3339.</param>
/// <param name="To">The day after the last one, or a time by RFC 3339.</param>
public sealed record ConsoleSimulationFields(string? FormToken = null, string? From = null, string? To = null);
