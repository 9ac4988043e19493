using Affiliate.Domain.Programs;
using Affiliate.Pages.Models;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.ConsolePages;

/// <summary>Makes what all pages of the console have in common.</summary>
internal static class ConsoleFrames
{
    /// <summary>The query parameter that names what was done by the form before.</summary>
    public const string DoneParameter = "done";

    /// <summary>The frame of a page.</summary>
    /// <param name="visit">The admitted visit.</param>
    /// <param name="program">The program of the page, or null.</param>
    /// <param name="section">The path of the section that the page belongs to.</param>
    /// <param name="request">The request.</param>
    /// <param name="crumbs">The pages between the program, or the programs, and this one.</param>
    public static ConsoleFrame Of(
        ConsoleVisit visit,
        AffiliateProgram? program,
        string section,
        HttpRequest request,
        params IEnumerable<ConsoleLink> crumbs
    ) =>
        new(
            visit.Person,
            visit.FormToken,
            ConsoleSections.MenusFor(program?.Slug, section),
            [.. CrumbsOf(program, section), .. crumbs]
        )
        {
            Search = program is null
                ? null
                : new SearchBox(
                    ConsolePaths.Of(program.Slug, ConsoleSections.Search),
                    "Partner, customer, event or invoice",
                    request.Path.Value?.EndsWith($"/{ConsoleSections.Search}", StringComparison.Ordinal) == true
                        ? request.Query["q"].ToString()
                        : null
                ),
            Done = DoneMessages.Of(request.Query[DoneParameter]),
        };

    private static IEnumerable<ConsoleLink> CrumbsOf(AffiliateProgram? program, string section)
    {
        if (program is null)
        {
            yield break;
        }

        yield return new ConsoleLink("Programs", ConsolePaths.Home);
        if (section != ConsoleSections.Overview)
        {
            yield return new ConsoleLink(program.Name, ConsolePaths.Program(program.Slug));
        }
    }
}
