using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// The response of a problem: <c>application/problem+json</c>, or a page for a browser that has opened a page (see
/// <see cref="ShowProblemsAsPages"/>).
/// </summary>
internal sealed class ProblemAnswer(Problem problem) : IResult
{
    private const string RetryAfterSeconds = "5";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var body = HttpResults.BodyOf(problem, TraceIds.Of(httpContext));
        if (problem.Kind is ProblemKind.TooManyRequests or ProblemKind.Unavailable)
        {
            httpContext.Response.Headers.RetryAfter = problem.RetryAfter is { } later
                ? ((long)later.TotalSeconds).ToString(CultureInfo.InvariantCulture)
                : RetryAfterSeconds;
        }

        if (httpContext.Features.Get<ProblemPages>() is { } pages)
        {
            await (await pages.OfAsync(problem, body)).ExecuteAsync(httpContext);
            return;
        }

        httpContext.Response.StatusCode = body.Status;
        await httpContext.Response.WriteAsJsonAsync(
            body,
            HttpResults.Json,
            "application/problem+json",
            httpContext.RequestAborted
        );
    }
}
