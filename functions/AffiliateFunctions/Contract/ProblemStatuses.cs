using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Contract;

/// <summary>The meaning of the problem statuses, which is the same for all functions, and an example of each.</summary>
internal static class ProblemStatuses
{
    /// <summary>Returns the name of a status among the document's components.</summary>
    public static string NameOf(int status) => $"Problem{status}";

    /// <summary>Returns a problem of a status, as a function returns it.</summary>
    public static Problem ExampleOf(int status) =>
        status switch
        {
            StatusCodes.Status400BadRequest => Problem.Invalid(
                "/currency",
                "Give a currency of ISO 4217, such as USD."
            ),
            StatusCodes.Status401Unauthorized => new Problem(
                ProblemKind.Unauthorized,
                "The signature does not fit the body, is missing or too old, or WebhookSecrets__acme__stripe holds "
                    + "another secret or none."
            ),
            StatusCodes.Status404NotFound => Problem.NotFound("There is no program 'acme'."),
            StatusCodes.Status409Conflict => FaultsToProblems.ProblemOf(new ContendedException("the program acme")),
            StatusCodes.Status413PayloadTooLarge => new Problem(
                ProblemKind.TooLarge,
                "The body may have 65536 bytes at most."
            ),
            StatusCodes.Status415UnsupportedMediaType => new Problem(
                ProblemKind.UnsupportedMediaType,
                "Send the body as application/json."
            ),
            StatusCodes.Status429TooManyRequests => new Problem(
                ProblemKind.TooManyRequests,
                "Too many requests from this address; wait a moment and send it again."
            ),
            StatusCodes.Status500InternalServerError => FaultsToProblems.ProblemOf(new InvalidOperationException()),
            StatusCodes.Status503ServiceUnavailable => FaultsToProblems.ProblemOf(
                new RequestFailedException(status, "Storage is busy.")
            ),
            _ => throw Unknown(status),
        };

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
            _ => throw Unknown(status),
        };

    private static InvalidOperationException Unknown(int status) =>
        new($"Describe in {nameof(ProblemStatuses)} what the status {status} means.");
}

/// <summary>Distinguishes the media types that have members.</summary>
internal static class MediaTypes
{
    /// <summary>Whether the media type is JSON.</summary>
    public static bool IsJson(string kind) =>
        kind is "application/json" || kind.EndsWith("+json", StringComparison.Ordinal);

    /// <summary>Whether the media type is an HTML form.</summary>
    public static bool IsForm(string kind) => kind is FormFields.UrlEncoded or FormFields.Multipart;
}
