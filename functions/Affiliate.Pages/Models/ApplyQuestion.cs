namespace Affiliate.Pages.Models;

/// <summary>A question of a program's own on the sign-up form.</summary>
/// <param name="Id">The id of the question.</param>
/// <param name="Label">The question in words.</param>
/// <param name="Kind">The kind of the answer.</param>
public sealed record ApplyQuestion(string Id, string Label, ApplyQuestionKind Kind)
{
    /// <summary>The name of the field.</summary>
    public string Name => $"answers.{Id}";

    /// <summary>A sentence that helps to answer, or null.</summary>
    public string? Help { get; init; }

    /// <summary>Whether an answer is needed while the question is shown.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The choices.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The most characters of a text, or null.</summary>
    public int? Longest { get; init; }

    /// <summary>The lowest number, or null.</summary>
    public decimal? Lowest { get; init; }

    /// <summary>The highest number, or null.</summary>
    public decimal? Highest { get; init; }

    /// <summary>The id of the question whose answer shows this question; null if it is always shown.</summary>
    public string? ShownBy { get; init; }

    /// <summary>The answers that show this question.</summary>
    public IReadOnlyList<string> ShownFor { get; init; } = [];

    /// <summary>When to answer, in words, for browsers without script; null if always.</summary>
    public string? Condition { get; init; }

    /// <summary>The entered answers; several for several choices.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>What must be corrected.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];
}

/// <summary>The kinds of answers, in the order of the types of questions.</summary>
public enum ApplyQuestionKind
{
    /// <summary>A text of one line.</summary>
    Text,

    /// <summary>A text of several lines.</summary>
    LongText,

    /// <summary>One of the choices.</summary>
    Choice,

    /// <summary>Several of the choices.</summary>
    MultipleChoice,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A web address.</summary>
    Url,

    /// <summary>Yes or no.</summary>
    Checkbox,

    /// <summary>A country.</summary>
    Country,
}
