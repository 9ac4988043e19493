using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;

namespace LocalHost.Http;

/// <summary>
/// Writes what an HTTP function returned, as the platform's ASP.NET Core integration does: results write themselves, text is
/// text, other objects are JSON, and nothing leaves the answer as the function made it.
/// </summary>
internal static class FunctionResults
{
    /// <summary>Writes the answer.</summary>
    /// <param name="http">The request.</param>
    /// <param name="returned">What the function returned.</param>
    /// <returns>A task that ends with the answer.</returns>
    public static Task WriteAsync(HttpContext http, object? returned) => returned switch
    {
        null => Task.CompletedTask,
        IResult result => result.ExecuteAsync(http),
        IActionResult action => action.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new ActionDescriptor())),
        string text => http.Response.WriteAsync(text, http.RequestAborted),
        _ => http.Response.WriteAsJsonAsync(returned, returned.GetType(), http.RequestAborted),
    };
}
