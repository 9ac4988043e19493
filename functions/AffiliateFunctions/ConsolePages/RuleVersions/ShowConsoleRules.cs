using System.Globalization;
using Affiliate.Domain.Identity;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.RuleBooks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ConsolePages.RuleVersions;

/// <summary>The versions of a program's rule book.</summary>
[Tags("Console")]
public sealed class ShowConsoleRules(ConsoleRequests requests, IRuleBookVersions ruleBooks)
{
    private const int Rows = 50;

    /// <inheritdoc cref="ShowConsoleRules"/>
    [Function(nameof(ShowConsoleRules))]
    [EndpointSummary("Lists the versions of a program's rule book, the newest first, page by page.")]
    [QueryParameter<int>("before", "Only versions with a lower number, as the page before names it.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/programs/{program}/rules")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            async shown =>
            {
                var versions = await ruleBooks.ListAsync(shown.Program.Slug, cancellationToken);
                return await requests.ShowAsync(
                    new ConsolePage
                    {
                        Frame = shown.Frame(ConsoleSections.Rules),
                        Title = "Rules",
                        Lead = versions.InForce is { } inForce
                            ? $"Version {inForce.Version} is in force since {shown.Day(inForce.AppliesFrom!.Value)}."
                            : "No version is in force, so nothing is paid.",
                        Blocks = [versions.All.Count == 0 ? None : TableOf(shown, versions)],
                    }
                );
            },
            cancellationToken
        );

    private static EmptyBlock None { get; } =
        new(
            "No rule book is stored yet.",
            "POST /api/programs/{slug}/rules stores one; it applies once it is submitted and approved."
        );

    private static TableBlock TableOf(ConsoleProgram shown, RuleBookVersions versions)
    {
        var path = shown.Path(ConsoleSections.Rules);
        int? before = int.TryParse(
            shown.Request.Query["before"],
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : null;
        var listed = Enumerable
            .Reverse(versions.All)
            .Where(version => before is null || version.Version < before)
            .Take(Rows + 1)
            .ToList();
        return new TableBlock(
            new DataTable(
                "The newest first",
                [
                    new TableColumn("Version", IsNumber: false),
                    new TableColumn("Status", IsNumber: false),
                    new TableColumn("Effective from", IsNumber: false),
                    new TableColumn("Decided by", IsNumber: false),
                ],
                [.. listed.Take(Rows).Select(version => RowOf(shown, versions, version))]
            )
        )
        {
            Next = listed.Count > Rows ? $"{path}?before={listed[Rows - 1].Version}" : null,
            First = before is null ? null : path,
        };
    }

    private static TableRow RowOf(ConsoleProgram shown, RuleBookVersions versions, StoredRuleBook version) =>
        new([
            new TableCell($"Version {version.Version}", $"stored {shown.Day(version.CreatedAt)}")
            {
                Address = RuleVersionText.PathOf(shown, version.Version),
            },
            RuleVersionText.StatusOf(versions, version),
            RuleVersionText.EffectiveOf(shown, version),
            new TableCell(
                version.DecidedBy ?? "Nobody yet",
                version.DecidedAt is { } decided ? shown.Day(decided) : null
            ),
        ])
        {
            Notes =
            [
                .. version.BasedOn is { } basis ? [$"Based on version {basis}."] : Array.Empty<string>(),
                .. (version.ChangeRequests ?? []).Select(request => request.InWords()),
                .. versions.ChangeOf(version) is { } change ? [change.Sentence] : Array.Empty<string>(),
            ],
        };
}
