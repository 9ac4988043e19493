namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>Why a request could not be done: an expected outcome, not a fault.</summary>
/// <param name="Kind">The kind, which gives the status code.</param>
/// <param name="Detail">One sentence for the caller.</param>
public sealed record Problem(ProblemKind Kind, string Detail)
{
    /// <summary>For input: a list of sentences for each JSON Pointer, each naming the mend.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Extension members of the answer (RFC 9457, section 3.2), for programs to read.</summary>
    public IReadOnlyDictionary<string, object?> Members { get; init; } = new Dictionary<string, object?>();

    /// <summary>After which time the request may be sent again; null for the usual few seconds.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Invalid input with one error.</summary>
    public static Problem Invalid(string pointer, string sentence) => Invalid([(pointer, sentence)]);

    /// <summary>Invalid input with all its errors.</summary>
    public static Problem Invalid(IEnumerable<(string Pointer, string Sentence)> errors) =>
        With(ProblemKind.Invalid, "The request has invalid fields; see errors.", errors);

    /// <summary>Something that is not there.</summary>
    public static Problem NotFound(string detail) => new(ProblemKind.NotFound, detail);

    /// <summary>A conflict with the current state.</summary>
    public static Problem Conflict(string detail) => new(ProblemKind.Conflict, detail);

    /// <summary>A conflict with the current state, naming each missing or conflicting piece.</summary>
    public static Problem Conflict(string detail, IEnumerable<(string Pointer, string Sentence)> errors) =>
        With(ProblemKind.Conflict, detail, errors);

    /// <summary>The same problem, with the errors of one place told at another.</summary>
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
    /// <summary>400: malformed or invalid.</summary>
    Invalid,

    /// <summary>401: no key, signature or token, or a wrong one.</summary>
    Unauthorized,

    /// <summary>404: not there.</summary>
    NotFound,

    /// <summary>409: conflicts with the current state.</summary>
    Conflict,

    /// <summary>413: too large.</summary>
    TooLarge,

    /// <summary>415: not a media type that is understood here.</summary>
    UnsupportedMediaType,

    /// <summary>429: too many requests.</summary>
    TooManyRequests,

    /// <summary>500: a fault of ours, which was logged.</summary>
    Fault,

    /// <summary>503: storage refuses; try again.</summary>
    Unavailable,
}
