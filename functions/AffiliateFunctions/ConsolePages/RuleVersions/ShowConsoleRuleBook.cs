using System.Globalization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.RuleBooks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ConsolePages.RuleVersions;

/// <summary>A version of the rule book in words, with its differences to another version.</summary>
[Tags("Console")]
public sealed class ShowConsoleRuleBook(ConsoleRequests requests, IRuleBookVersions ruleBooks, TimeProvider clock)
{
    private const string Against = "against";

    /// <inheritdoc cref="ShowConsoleRuleBook"/>
    [Function(nameof(ShowConsoleRuleBook))]
    [EndpointSummary("Shows a version of the rule book in words, and its differences to another version.")]
    [QueryParameter<int>(Against, "The version to compare with; by default the one that applies before this one.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/programs/{program}/rules/{version}")]
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
                return Find(versions, version) is { } found
                    ? await ShowAsync(shown, versions, found, problem: null, cancellationToken)
                    : await requests.NotFoundAsync(request, shown.Program);
            },
            cancellationToken
        );

    /// <summary>The version whose number is written in a route or a query, or null.</summary>
    internal static StoredRuleBook? Find(RuleBookVersions versions, string? number) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
            ? versions.Find(parsed)
            : null;

    /// <summary>Shows the version.</summary>
    /// <param name="shown">The program.</param>
    /// <param name="versions">The versions of the program.</param>
    /// <param name="version">The version.</param>
    /// <param name="problem">Why the sent simulation was not run, or null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal async Task<IResult> ShowAsync(
        ConsoleProgram shown,
        RuleBookVersions versions,
        StoredRuleBook version,
        Problem? problem,
        CancellationToken cancellationToken
    )
    {
        var rules = await ruleBooks.RulesOfAsync(version, cancellationToken);
        return await requests.ShowAsync(
            new ConsolePage
            {
                Frame = shown.FrameBelow(ConsoleSections.Rules) with
                {
                    Problems = problem is null ? [] : ProblemSentences.Of(problem),
                },
                Title = $"Version {version.Version}",
                Lead = rules.Name,
                Blocks =
                [
                    RuleVersionText.FactsOf(shown, versions, version),
                    .. RuleVersionText.RequestsOf(versions, version),
                    .. await DifferencesAsync(shown, versions, version, rules, cancellationToken),
                    SimulationForm.For(shown, version, clock.GetUtcNow(), problem),
                    .. RuleBookText.TopicsOf(rules).Select(topic => new ListBlock(topic.Lines) { Title = topic.Title }),
                ],
            }
        );
    }

    private async Task<IReadOnlyList<ConsoleBlock>> DifferencesAsync(
        ConsoleProgram shown,
        RuleBookVersions versions,
        StoredRuleBook version,
        RuleBook rules,
        CancellationToken cancellationToken
    )
    {
        var chosen = Find(versions, shown.Request.Query[Against]);
        var other = chosen is null || chosen.Version == version.Version ? versions.Before(version) : chosen;
        ConsoleBlock differences = other is null
            ? new EmptyBlock("No version applies before this one.") { Title = "Differences" }
            : new ListBlock(RuleBookText.ChangesBetween(await ruleBooks.RulesOfAsync(other, cancellationToken), rules))
            {
                Title = $"Differences to version {other.Version}",
            };
        return versions.All.Count == 1 ? [differences] : [differences, FilterOf(shown, versions, version, other)];
    }

    private static FilterBlock FilterOf(
        ConsoleProgram shown,
        RuleBookVersions versions,
        StoredRuleBook version,
        StoredRuleBook? other
    ) =>
        new(
            RuleVersionText.PathOf(shown, version.Version),
            [
                new EntryField(Against, "Compare with")
                {
                    IsRequired = false,
                    Choices =
                    [
                        new EntryChoice(string.Empty, "The version before"),
                        .. Enumerable
                            .Reverse(versions.All)
                            .Where(listed => listed.Version != version.Version)
                            .Select(listed => new EntryChoice(
                                listed.Version.ToString(CultureInfo.InvariantCulture),
                                $"Version {listed.Version}: {RuleVersionText.StatusOf(versions, listed).Text}"
                            )),
                    ],
                },
            ]
        )
        {
            Button = "Compare",
            Values = new Dictionary<string, string>
            {
                [Against] = other?.Version.ToString(CultureInfo.InvariantCulture) ?? string.Empty,
            },
        };
}
