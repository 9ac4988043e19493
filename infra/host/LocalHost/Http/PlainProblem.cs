using Microsoft.AspNetCore.Http;

namespace LocalHost.Http;

/// <summary>The host's own problem responses (RFC 9457).</summary>
internal static class PlainProblem
{
    /// <summary>Creates a problem response.</summary>
    /// <param name="status">The status.</param>
    /// <param name="title">The problem.</param>
    /// <param name="detail">The fix, or further details.</param>
    /// <returns>The response.</returns>
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
