using System.Text.Json;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Onboarding.Forms;

/// <summary>
/// Reads the answers to a form. The answer to a question that is not shown is neither needed nor kept.
/// </summary>
internal sealed class AnswerReader
{
    private const int MaxFreeAnswers = 30;
    private const int MaxFreeName = 100;
    private const int MaxFreeText = 2000;
    private const string Pointer = "/answers";

    private readonly Dictionary<string, JsonElement> kept = new(StringComparer.Ordinal);
    private readonly List<(string Pointer, string Sentence)> errors = [];

    private AnswerReader() { }

    /// <summary>Returns the answers by the ids of their questions, and the mistakes by JSON Pointer.</summary>
    /// <param name="form">The form; one without questions takes texts under any names.</param>
    /// <param name="sent">The answers as they were sent.</param>
    public static (
        IReadOnlyDictionary<string, JsonElement> Answers,
        List<(string Pointer, string Sentence)> Errors
    ) Read(SignUpForm form, IReadOnlyDictionary<string, JsonElement>? sent)
    {
        var reader = new AnswerReader();
        if (form.Questions.Count == 0)
        {
            reader.ReadFree(sent ?? new Dictionary<string, JsonElement>());
        }
        else
        {
            reader.Read(form.Questions, sent ?? new Dictionary<string, JsonElement>());
        }

        return (reader.kept, reader.errors);
    }

    /// <summary>Whether the answers show the question.</summary>
    public static bool IsShown(FormQuestion question, IReadOnlyDictionary<string, JsonElement> answers) =>
        question.ShownWhen is not { } condition
        || (
            answers.TryGetValue(condition.Question, out var answer)
            && AnswerText.Parts(answer).Any(part => condition.Answers.Contains(part))
        );

    private void Read(IReadOnlyList<FormQuestion> questions, IReadOnlyDictionary<string, JsonElement> sent)
    {
        var known = questions.Select(question => question.Id).ToHashSet(StringComparer.Ordinal);
        errors.AddRange(
            sent.Keys.Where(id => !known.Contains(id))
                .Take(MaxFreeAnswers)
                .Select(id => (At(id), "The form has no question with this id."))
        );
        foreach (var question in questions.Where(question => IsShown(question, kept)))
        {
            Read(question, sent.TryGetValue(question.Id, out var answer) ? answer : null);
        }
    }

    private void Read(FormQuestion question, JsonElement? sent)
    {
        if (sent is not { } answer || IsEmpty(answer))
        {
            if (question.Required)
            {
                errors.Add(
                    (
                        At(question.Id),
                        question.Type == QuestionType.Checkbox ? AnswerValues.Form(question) : "Answer this question."
                    )
                );
            }
            else if (question.Type == QuestionType.Checkbox)
            {
                kept[question.Id] = AnswerText.JsonOf(false);
            }
        }
        else if (AnswerValues.Of(question, answer) is { } value)
        {
            kept[question.Id] = value;
        }
        else
        {
            errors.Add((At(question.Id), AnswerValues.Form(question)));
        }
    }

    private void ReadFree(IReadOnlyDictionary<string, JsonElement> sent)
    {
        if (sent.Count > MaxFreeAnswers || sent.Keys.Any(name => name.Length > MaxFreeName || !LineText.Fits(name)))
        {
            errors.Add((Pointer, "Give at most 30 answers, with names of at most 100 characters on one line."));
            return;
        }

        foreach (var (name, answer) in sent)
        {
            if (AnswerValues.TextOf(answer) is { Length: <= MaxFreeText } text && LineText.LinesFit(text))
            {
                kept[name] = AnswerText.JsonOf(text);
            }
            else
            {
                errors.Add((At(name), "Write at most 2,000 characters without control characters."));
            }
        }
    }

    private static bool IsEmpty(JsonElement answer) =>
        answer.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => true,
            JsonValueKind.Array => answer.EnumerateArray().All(IsEmpty),
            JsonValueKind.String => AnswerValues.TextOf(answer) is { } text && LineText.IsBlank(text),
            _ => false,
        };

    private static string At(string id) => Pointer + JsonPointer.Step(id);
}
