using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// Marks a request beyond the limit of its function, if the function responds to such requests itself (see
/// <see cref="OpenRouteLimitAttribute.RespondsBeyondLimit"/>).
/// </summary>
/// <param name="Problem">The problem for the caller.</param>
internal sealed record RefusedRequest(Problem Problem)
{
    /// <summary>Returns the problem of a request beyond the limit; null for a request within the limit.</summary>
    public static Problem? ProblemOf(HttpRequest request) =>
        request.HttpContext.Features.Get<RefusedRequest>()?.Problem;
}
