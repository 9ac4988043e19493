using Microsoft.AspNetCore.Http;

namespace LocalHost.Http;

/// <summary>The runtime's own answers in RFC 9457's form.</summary>
internal static class PlainProblem
{
    /// <summary>Makes a problem.</summary>
    /// <param name="status">The status.</param>
    /// <param name="title">What happened.</param>
    /// <param name="detail">What to do, or more of what happened.</param>
    /// <returns>The answer.</returns>
    public static IResult Of(int status, string title, string detail) => new Answer(status, title, detail);

    private sealed class Answer(int status, string title, string detail) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            var problem = new
            {
                type = "about:blank",
                title,
                status,
                detail,
                trace_id = httpContext.TraceIdentifier,
            };
            return httpContext.Response.WriteAsJsonAsync(
                problem,
                options: null,
                "application/problem+json",
                httpContext.RequestAborted
            );
        }
    }
}
