using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.ConsolePages;

/// <summary>Writes problems for people.</summary>
internal static class ProblemSentences
{
    /// <summary>The sentences of a problem: those of its errors, or else its detail.</summary>
    public static IReadOnlyList<string> Of(Problem problem) =>
        problem.Errors.Count > 0 ? [.. problem.Errors.SelectMany(error => error.Value).Distinct()] : [problem.Detail];
}
