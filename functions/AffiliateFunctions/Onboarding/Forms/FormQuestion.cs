using System.Text.Json;
using System.Text.Json.Serialization;

namespace AffiliateFunctions.Onboarding.Forms;

/// <summary>A question of a program's sign-up form.</summary>
/// <param name="Id">The id: 1 to 40 lower-case letters, digits and underscores.</param>
/// <param name="Type">The type of the answer.</param>
/// <param name="Label">The question in words.</param>
/// <param name="Help">A sentence that helps to answer, or null.</param>
/// <param name="Required">Whether an answer is needed while the question is shown.</param>
/// <param name="Choices">The choices of the types <c>choice</c> and <c>multiple_choice</c>.</param>
/// <param name="Min">
/// The lowest number; for texts the least number of characters, for several choices the least number of choices.
/// </param>
/// <param name="Max">The highest number, the most characters, or the most choices.</param>
/// <param name="ShownWhen">The answer to an earlier question that shows this question; null if it is always shown.</param>
public sealed record FormQuestion(
    string Id,
    QuestionType Type,
    string Label,
    string? Help = null,
    bool Required = false,
    IReadOnlyList<string>? Choices = null,
    decimal? Min = null,
    decimal? Max = null,
    ShownWhen? ShownWhen = null
);

/// <summary>The types of answers.</summary>
public enum QuestionType
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

    /// <summary>Yes or no. A required checkbox must be ticked.</summary>
    Checkbox,

    /// <summary>A country by its code, ISO 3166-1 alpha-2.</summary>
    Country,
}

/// <summary>
/// Shows a question when an earlier question has a certain answer. Either <c>equals</c> or <c>any_of</c> is given. An
/// answer with several choices needs one of them.
/// </summary>
/// <param name="Question">The id of the earlier question.</param>
/// <param name="EqualTo">The answer: a text, a number, or true or false.</param>
/// <param name="AnyOf">The answers of which one is enough.</param>
public sealed record ShownWhen(
    string Question,
    [property: JsonPropertyName("equals")] JsonElement? EqualTo = null,
    IReadOnlyList<JsonElement>? AnyOf = null
)
{
    /// <summary>The answers that show the question, as texts.</summary>
    [JsonIgnore]
    public IEnumerable<string> Answers =>
        (AnyOf ?? (EqualTo is { } answer ? [answer] : [])).SelectMany(AnswerText.Parts);
}

/// <summary>The version of a program's sign-up form that is in force.</summary>
/// <param name="Version">The number of the version; 0 for a program without questions of its own.</param>
/// <param name="Questions">The questions in their order.</param>
/// <param name="StoredAt">When the version was stored.</param>
public sealed record SignUpForm(int Version, IReadOnlyList<FormQuestion> Questions, DateTimeOffset? StoredAt)
{
    /// <summary>The form of a program that has stored none.</summary>
    public static SignUpForm None { get; } = new(0, [], StoredAt: null);
}

/// <summary>The questions that an application has answered.</summary>
/// <param name="Version">The version of the form.</param>
/// <param name="Questions">The answered questions in their order, in the words that the applicant saw.</param>
public sealed record AnsweredForm(int Version, IReadOnlyList<AnsweredQuestion> Questions);

/// <summary>A question that an applicant has answered.</summary>
/// <param name="Id">The id.</param>
/// <param name="Type">The type of the answer.</param>
/// <param name="Label">The question in words.</param>
public sealed record AnsweredQuestion(string Id, QuestionType Type, string Label);
