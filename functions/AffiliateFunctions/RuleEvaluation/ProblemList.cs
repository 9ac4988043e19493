using Affiliate.Domain.Rules.Conditions;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.RuleEvaluation;

/// <summary>Collects all mistakes in a request with their places, so that one response reports them all.</summary>
internal sealed class ProblemList
{
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly List<(string Pointer, string Sentence)> all = [];

    /// <summary>Whether there are mistakes.</summary>
    public bool Any => all.Count > 0;

    /// <summary>The JSON Pointer of a member (RFC 6901, section 3).</summary>
    public static string At(string parent, string member) =>
        $"{parent}/{member.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    public void Add(string pointer, string sentence) => all.Add((pointer, sentence));

    /// <summary>Adds the mistakes of a problem; null adds none.</summary>
    public void Add(Problem? problem) =>
        all.AddRange(problem?.Errors.SelectMany(error => error.Value.Select(sentence => (error.Key, sentence))) ?? []);

    public void Check(bool fits, string pointer, string sentence)
    {
        if (!fits)
        {
            Add(pointer, sentence);
        }
    }

    /// <summary>The time in the text, or null.</summary>
    public DateTimeOffset? Time(string? text, string pointer)
    {
        var at = text is null ? null : Instants.Read(text);
        Check(
            text is null || (at >= Earliest && at < Latest),
            pointer,
            "Give a date, or an RFC 3339 time with its offset such as 2026-11-05T10:00:00Z, from 2000 to 2199."
        );
        return at;
    }

    public Problem ToProblem() => Problem.Invalid(all);
}
