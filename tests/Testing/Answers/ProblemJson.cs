using System.Text.Json.Serialization;

namespace Testing.Answers;

/// <summary>A problem of RFC 9457.</summary>
/// <param name="Type">The type of the problem.</param>
/// <param name="Title">The meaning of the status.</param>
/// <param name="Status">The status of the response.</param>
/// <param name="Detail">What is wrong and how to fix it.</param>
/// <param name="TraceId">The trace id of the request.</param>
/// <param name="Errors">The sentences of each JSON Pointer, if the input was invalid.</param>
public sealed record ProblemJson(
    string Type,
    string Title,
    int Status,
    string Detail,
    string TraceId,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors = null
)
{
    /// <summary>The JSON Pointers of the errors, in their order; fails if the problem has no errors.</summary>
    [JsonIgnore]
    public IEnumerable<string> Pointers => RequiredErrors.Keys;

    /// <summary>The sentences of all errors, in their order; fails if the problem has no errors.</summary>
    [JsonIgnore]
    public IEnumerable<string> Sentences => RequiredErrors.Values.SelectMany(sentences => sentences);

    private IReadOnlyDictionary<string, IReadOnlyList<string>> RequiredErrors =>
        Errors ?? throw new InvalidOperationException($"The problem names no errors: {Detail}");
}
