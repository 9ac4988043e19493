namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>The reason why a request was not carried out: an expected outcome, not a fault.</summary>
/// <param name="Kind">The kind, which determines the status code.</param>
/// <param name="Detail">One sentence for the caller.</param>
public sealed record Problem(ProblemKind Kind, string Detail)
{
    /// <summary>The errors of invalid input: for each JSON Pointer, sentences that say how to fix the value.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The extension members of the response (RFC 9457, section 3.2), for programs to read.</summary>
    public IReadOnlyDictionary<string, object?> Members { get; init; } = new Dictionary<string, object?>();

    /// <summary>The time after which the request can be sent again; null for the default of a few seconds.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Invalid input with one error.</summary>
    public static Problem Invalid(string pointer, string sentence) => Invalid([(pointer, sentence)]);

    /// <summary>Invalid input with all its errors.</summary>
    public static Problem Invalid(IEnumerable<(string Pointer, string Sentence)> errors) =>
        With(ProblemKind.Invalid, "The request has invalid fields; see errors.", errors);

    /// <summary>A resource that does not exist.</summary>
    public static Problem NotFound(string detail) => new(ProblemKind.NotFound, detail);

    /// <summary>A conflict with the current state.</summary>
    public static Problem Conflict(string detail) => new(ProblemKind.Conflict, detail);

    /// <summary>A conflict with the current state, with each missing or conflicting part.</summary>
    public static Problem Conflict(string detail, IEnumerable<(string Pointer, string Sentence)> errors) =>
        With(ProblemKind.Conflict, detail, errors);

    /// <summary>Returns the same problem, with the errors of one pointer moved to another.</summary>
    public Problem At(string pointer, string other) =>
        this with
        {
            Errors = Errors.ToDictionary(
                error => error.Key == pointer ? other : error.Key,
                error => error.Value,
                StringComparer.Ordinal
            ),
        };

    private static Problem With(
        ProblemKind kind,
        string detail,
        IEnumerable<(string Pointer, string Sentence)> errors
    ) =>
        new(kind, detail)
        {
            Errors = errors
                .GroupBy(e => e.Pointer, StringComparer.Ordinal)
                .ToDictionary(
                    g => g.Key,
                    g => (IReadOnlyList<string>)[.. g.Select(e => e.Sentence)],
                    StringComparer.Ordinal
                ),
        };
}

/// <summary>The kinds of <see cref="Problem"/>.</summary>
public enum ProblemKind
{
    /// <summary>400: the request is malformed or invalid.</summary>
    Invalid,

    /// <summary>401: the key, signature or token is missing or wrong.</summary>
    Unauthorized,

    /// <summary>404: the resource does not exist.</summary>
    NotFound,

    /// <summary>409: the request conflicts with the current state.</summary>
    Conflict,

    /// <summary>413: the body is too large.</summary>
    TooLarge,

    /// <summary>415: the media type is not supported.</summary>
    UnsupportedMediaType,

    /// <summary>429: too many requests.</summary>
    TooManyRequests,

    /// <summary>500: an internal fault, which is logged.</summary>
    Fault,

    /// <summary>503: storage is unavailable; the request can be retried.</summary>
    Unavailable,
}
