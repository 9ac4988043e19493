using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// The id that identifies a request in the logs. The platform logs a request under the trace id of its caller's
/// <c>traceparent</c> (https://www.w3.org/TR/trace-context/#traceparent-header). It logs every invocation under the
/// invocation's id, which it sends to the worker as a header. The ids of the worker's web server appear in no log of
/// the platform.
/// </summary>
internal static class TraceIds
{
    private const string InvocationHeader = "x-ms-invocation-id";

    /// <summary>Returns the request's trace id, else the invocation's id, else the web server's id.</summary>
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
