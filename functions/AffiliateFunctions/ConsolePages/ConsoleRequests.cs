using Affiliate.Domain.Programs;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.ConsolePages;

/// <summary>Answers requests that the guard of the console has admitted.</summary>
public sealed class ConsoleRequests(IPrograms programs, PageAnswers pages)
{
    /// <summary>Answers a request for a page of a program.</summary>
    /// <param name="request">The request.</param>
    /// <param name="slug">The program.</param>
    /// <param name="answer">Makes the page.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IResult> ForProgramAsync(
        HttpRequest request,
        string slug,
        Func<ConsoleProgram, Task<IResult>> answer,
        CancellationToken cancellationToken
    )
    {
        var visit = ConsoleVisit.Of(request);
        return await programs.RequireAsync(slug, cancellationToken) is { Succeeded: true, Value: var program }
            ? await answer(new ConsoleProgram(visit, program, request))
            : await NotFoundAsync(request);
    }

    /// <summary>Returns a page.</summary>
    public Task<IResult> ShowAsync(ConsolePage page) =>
        pages.AnswerAsync<ConsolePageView>(
            page,
            page.Frame.Problems.Count > 0 ? StatusCodes.Status409Conflict : StatusCodes.Status200OK
        );

    /// <summary>Returns the page of something that other persons may do.</summary>
    /// <param name="shown">The request.</param>
    /// <param name="section">The path of the section that the page belongs to.</param>
    /// <param name="title">The title.</param>
    /// <param name="text">Who may do it.</param>
    public Task<IResult> ForbiddenAsync(ConsoleProgram shown, string section, string title, string text) =>
        pages.AnswerAsync<ConsolePageView>(
            new ConsolePage
            {
                Frame = shown.Frame(section),
                Title = title,
                Blocks = [new EmptyBlock(text) { Next = new ConsoleLink("Go back", shown.Path(section)) }],
            },
            StatusCodes.Status403Forbidden
        );

    /// <summary>Returns the page of something that does not exist.</summary>
    /// <param name="request">The request.</param>
    /// <param name="program">The program whose page it would be, or null.</param>
    public Task<IResult> NotFoundAsync(HttpRequest request, AffiliateProgram? program = null) =>
        pages.AnswerAsync<ConsolePageView>(
            new ConsolePage
            {
                Frame = ConsoleFrames.Of(ConsoleVisit.Of(request), program, "none", request),
                Title = "Nothing at this address",
                Blocks =
                [
                    new EmptyBlock("The address has a mistake, or what was here has another address now.")
                    {
                        Next = program is null
                            ? new ConsoleLink("Go to the programs", ConsolePaths.Home)
                            : new ConsoleLink($"Go to {program.Name}", ConsolePaths.Program(program.Slug)),
                    },
                ],
            },
            StatusCodes.Status404NotFound
        );
}
