using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// The responses of the HTTP functions: JSON in snake_case, and problems of RFC 9457. Only this class maps problems to
/// status codes.
/// </summary>
public static class HttpResults
{
    private const string RetryAfterSeconds = "5";

    /// <summary>The serializer options of responses.</summary>
    public static JsonSerializerOptions Json => StoredJson.Options;

    /// <summary>200 with a body.</summary>
    public static IResult Ok<T>(T body) => Results.Json(body, Json);

    /// <summary>201 with a body.</summary>
    public static IResult Created<T>(T body) => Results.Json(body, Json, statusCode: StatusCodes.Status201Created);

    /// <summary>202 with a body.</summary>
    public static IResult Accepted<T>(T body) => Results.Json(body, Json, statusCode: StatusCodes.Status202Accepted);

    /// <summary>503 with a body of its own and the time after which to retry.</summary>
    public static IResult Unavailable<T>(T body) =>
        new LaterAnswer(Results.Json(body, Json, statusCode: StatusCodes.Status503ServiceUnavailable));

    /// <summary>The problem, as <see cref="ProblemAnswer"/> describes.</summary>
    public static IResult Problem(Problem problem) => new ProblemAnswer(problem);

    /// <summary>Returns the body of a problem's response.</summary>
    internal static ProblemBody BodyOf(Problem problem, string traceId)
    {
        var (status, title) = StatusOf(problem.Kind);
        return new ProblemBody(
            "about:blank",
            title,
            status,
            problem.Detail,
            traceId,
            problem.Errors.Count == 0 ? null : problem.Errors
        )
        {
            Members = problem.Members.Count == 0 ? null : problem.Members.ToDictionary(),
        };
    }

    private static (int Status, string Title) StatusOf(ProblemKind kind) =>
        kind switch
        {
            ProblemKind.Invalid => (StatusCodes.Status400BadRequest, "Invalid request"),
            ProblemKind.Unauthorized => (StatusCodes.Status401Unauthorized, "Not authorised"),
            ProblemKind.NotFound => (StatusCodes.Status404NotFound, "Not found"),
            ProblemKind.Conflict => (StatusCodes.Status409Conflict, "Conflict with the current state"),
            ProblemKind.TooLarge => (StatusCodes.Status413PayloadTooLarge, "Too large"),
            ProblemKind.UnsupportedMediaType => (StatusCodes.Status415UnsupportedMediaType, "Unsupported media type"),
            ProblemKind.TooManyRequests => (StatusCodes.Status429TooManyRequests, "Too many requests"),
            ProblemKind.Fault => (StatusCodes.Status500InternalServerError, "Internal error"),
            ProblemKind.Unavailable => (StatusCodes.Status503ServiceUnavailable, "Try again later"),
            _ => throw new UnreachableException($"The problem kind {kind} has no status."),
        };

    private sealed class LaterAnswer(IResult answer) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
            return answer.ExecuteAsync(httpContext);
        }
    }
}

/// <summary>A problem of RFC 9457. Its further members are for programs to read.</summary>
/// <param name="Type">The type of the problem: <c>about:blank</c>, because the status identifies the problem.</param>
/// <param name="Title">The meaning of the status.</param>
/// <param name="Status">The status of the response.</param>
/// <param name="Detail">One sentence that says what is wrong and how to fix it.</param>
/// <param name="TraceId">The trace id of the request, which identifies the request in the logs.</param>
/// <param name="Errors">The errors of invalid input, by JSON Pointer.</param>
internal sealed record ProblemBody(
    string Type,
    string Title,
    int Status,
    string Detail,
    string TraceId,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors
)
{
    /// <summary>Further members.</summary>
    [JsonExtensionData]
    public Dictionary<string, object?>? Members { get; init; }
}
