using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Contract;

/// <summary>The meaning of the problem statuses, which is the same for all functions.</summary>
internal static class ProblemStatuses
{
    /// <summary>
    /// Returns the meaning of a status, whether the response has a body, and whether it names a time for a retry.
    /// </summary>
    public static (string Description, bool HasBody, bool IsLater) Of(int status) =>
        status switch
        {
            StatusCodes.Status400BadRequest => (
                "The request is malformed or invalid; errors lists each mistake by its JSON Pointer.",
                true,
                false
            ),
            StatusCodes.Status401Unauthorized => (
                "The key is missing or wrong. The platform sends this response, without a body.",
                false,
                false
            ),
            StatusCodes.Status404NotFound => ("The resource at this address does not exist.", true, false),
            StatusCodes.Status409Conflict => ("The request conflicts with the current state.", true, false),
            StatusCodes.Status413PayloadTooLarge => ("The body is too large.", true, false),
            StatusCodes.Status415UnsupportedMediaType => (
                "The function does not support the media type of the body.",
                true,
                false
            ),
            StatusCodes.Status429TooManyRequests => ("Too many requests came from this address.", true, true),
            StatusCodes.Status500InternalServerError => (
                "The request failed. The error is logged, and the request can be sent again.",
                true,
                false
            ),
            StatusCodes.Status503ServiceUnavailable => (
                "Storage is unavailable at present; the request can be sent again.",
                true,
                true
            ),
            _ => throw new InvalidOperationException(
                $"Describe in {nameof(ProblemStatuses)} what the status {status} means."
            ),
        };
}

/// <summary>Distinguishes the media types that have members.</summary>
internal static class MediaTypes
{
    /// <summary>Whether the media type is JSON.</summary>
    public static bool IsJson(string kind) =>
        kind is "application/json" || kind.EndsWith("+json", StringComparison.Ordinal);

    /// <summary>Whether the media type is an HTML form.</summary>
    public static bool IsForm(string kind) => kind is "application/x-www-form-urlencoded";
}
