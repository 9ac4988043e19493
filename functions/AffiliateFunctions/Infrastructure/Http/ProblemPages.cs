using System.Diagnostics;
using Affiliate.Pages.Models;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>Writes problems as pages, in words for a person who has opened a link or sent a form.</summary>
public sealed class ProblemPages(PageAnswers pages)
{
    /// <summary>The page of a problem, with the status of the problem.</summary>
    internal Task<IResult> OfAsync(Problem problem, ProblemBody body)
    {
        var (title, text) = TextOf(problem);
        return pages.StatusAsync(
            new StatusMessage(
                title,
                text,
                body.Status >= StatusCodes.Status500InternalServerError ? StatusTone.Error : StatusTone.Warning,
                [
                    .. problem
                        .Errors.SelectMany(error => error.Value)
                        .Select(sentence => new Fact("Correct", sentence)),
                    new Fact("Reference for questions", body.TraceId),
                ]
            ),
            body.Status
        );
    }

    private static (string Title, string Text) TextOf(Problem problem) =>
        problem.Kind switch
        {
            ProblemKind.Invalid => ("This did not work", problem.Detail),
            ProblemKind.Unauthorized => ("You may not open this page", problem.Detail),
            ProblemKind.NotFound => (
                "No such page",
                $"{problem.Detail} Check the address, or open the link in the latest e-mail."
            ),
            ProblemKind.Conflict => ("This is not possible now", problem.Detail),
            ProblemKind.TooLarge => ("This is too large", $"{problem.Detail} Please send less text."),
            ProblemKind.UnsupportedMediaType => (
                "This form could not be read",
                "Open the page again, and send the form on it."
            ),
            ProblemKind.TooManyRequests => (
                "Too many requests",
                "Too many requests came from your network. Please wait a minute and try again."
            ),
            ProblemKind.Fault => (
                "Something went wrong",
                "The mistake is on our side and was recorded. Nothing that was accepted is lost; please try again."
            ),
            ProblemKind.Unavailable => (
                "Not available at present",
                "The page cannot be shown at this moment. Please try again in a few seconds."
            ),
            _ => throw new UnreachableException($"No page for {problem.Kind}."),
        };
}
