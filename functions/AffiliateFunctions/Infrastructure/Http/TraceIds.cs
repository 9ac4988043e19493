using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// The id under which a request is found in the logs. The platform logs a request under the trace id of its caller's
/// <c>traceparent</c> (https://www.w3.org/TR/trace-context/#traceparent-header), and every invocation under its own id,
/// which it sends to the worker as a header. Ids of the worker's web server are in no log of the platform.
/// </summary>
internal static class TraceIds
{
    private const string InvocationHeader = "x-ms-invocation-id";

    /// <summary>The trace id of the request, else the id of the invocation, else the web server's id.</summary>
    public static string Of(HttpContext http)
    {
        if (ActivityContext.TryParse(http.Request.Headers.TraceParent, null, out var trace))
        {
            return trace.TraceId.ToString();
        }

        return http.Request.Headers[InvocationHeader] is [{ Length: > 0 } invocation, ..]
            ? invocation
            : http.TraceIdentifier;
    }
}
