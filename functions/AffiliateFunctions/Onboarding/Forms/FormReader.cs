using System.Text.Json;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Onboarding.Forms;

/// <summary>Reads the questions of a form and reports all mistakes at once.</summary>
internal sealed class FormReader
{
    private static readonly Dictionary<string, QuestionType> Types = Enum.GetValues<QuestionType>()
        .ToDictionary(StoredJson.NameOf);

    private static readonly string[] Members =
    [
        "id",
        "type",
        "label",
        "help",
        "required",
        "choices",
        "min",
        "max",
        "shown_when",
    ];

    private static readonly string[] Limits = ["min", "max"];

    private readonly List<(string Pointer, string Sentence)> errors = [];
    private readonly List<FormQuestion> questions = [];

    private FormReader() { }

    /// <summary>Returns the questions of a body, or all mistakes.</summary>
    public static Result<IReadOnlyList<FormQuestion>> Read(JsonElement body)
    {
        var reader = new FormReader();
        reader.ReadBody(body);
        return reader.errors.Count > 0
            ? Problem.Invalid(reader.errors)
            : Result.Of<IReadOnlyList<FormQuestion>>(reader.questions);
    }

    private void ReadBody(JsonElement body)
    {
        var json = new FormJson(body, string.Empty, errors);
        if (!json.IsObject("Send an object with the member questions.", "questions"))
        {
            return;
        }

        if (json.Find("questions") is not { ValueKind: JsonValueKind.Array } list)
        {
            json.Refuse("questions", "Give the list of questions; an empty list for a form without them.");
        }
        else if (list.GetArrayLength() is > FormLimits.Questions and var count)
        {
            json.Refuse("questions", $"A form has at most {FormLimits.Questions} questions; this one has {count}.");
        }
        else
        {
            foreach (var (index, question) in list.EnumerateArray().Index())
            {
                ReadQuestion(new FormJson(question, $"/questions/{index}", errors));
            }
        }
    }

    private void ReadQuestion(FormJson json)
    {
        if (!json.IsObject("Give a question as an object.", Members))
        {
            return;
        }

        var id = json.Text("id", FormLimits.Label, IdSentence, isRequired: true);
        if (id is not null && !FormLimits.IsId(id))
        {
            json.Refuse("id", IdSentence);
        }
        else if (id is not null && questions.Exists(question => question.Id == id))
        {
            json.Refuse("id", "Another question has this id.");
        }

        const string LabelSentence = "Give the question in 1 to 200 characters on one line.";
        const string HelpSentence = "Give 1 to 500 characters on one line, or leave it out.";
        var type = ReadType(json);
        var question = new FormQuestion(
            id ?? string.Empty,
            type ?? QuestionType.Text,
            json.Text("label", FormLimits.Label, LabelSentence, isRequired: true) ?? string.Empty,
            json.Text("help", FormLimits.Help, HelpSentence, isRequired: false),
            json.Flag("required"),
            type is { } known ? ReadChoices(json, known) : null
        );
        questions.Add(type is null ? question : ReadRange(json, question) with { ShownWhen = ReadCondition(json) });
    }

    private static string IdSentence =>
        "Give an id of 1 to 40 lower-case letters, digits and underscores that begins with a letter.";

    private static QuestionType? ReadType(FormJson json)
    {
        if (
            json.Find("type") is { ValueKind: JsonValueKind.String } name
            && Types.TryGetValue(name.GetString()!, out var type)
        )
        {
            return type;
        }

        json.Refuse("type", $"Give one of {string.Join(", ", Types.Keys)}.");
        return null;
    }

    private List<string>? ReadChoices(FormJson json, QuestionType type)
    {
        var hasChoices = type is QuestionType.Choice or QuestionType.MultipleChoice;
        if (json.Find("choices") is not { } list)
        {
            if (hasChoices)
            {
                json.Refuse("choices", $"Give 1 to {FormLimits.Choices} choices.");
            }

            return null;
        }

        if (!hasChoices)
        {
            json.Refuse("choices", "Only the types choice and multiple_choice have choices; leave them out.");
            return null;
        }

        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > FormLimits.Choices)
        {
            var given = list.ValueKind == JsonValueKind.Array ? $"; there are {list.GetArrayLength()}" : string.Empty;
            json.Refuse("choices", $"Give a list of 1 to {FormLimits.Choices} choices{given}.");
            return null;
        }

        return ReadChoices(list, json.At("choices"));
    }

    private List<string> ReadChoices(JsonElement list, string pointer)
    {
        var choices = new List<string>();
        foreach (var (index, choice) in list.EnumerateArray().Index())
        {
            var text = choice.ValueKind == JsonValueKind.String ? choice.GetString()!.Trim() : string.Empty;
            if (text.Length > FormLimits.Choice || LineText.IsBlank(text) || !LineText.Fits(text))
            {
                errors.Add(($"{pointer}/{index}", "Give a text of 1 to 100 characters on one line."));
            }
            else if (choices.Contains(text))
            {
                errors.Add(($"{pointer}/{index}", "This choice is there already."));
            }

            choices.Add(text);
        }

        return choices;
    }

    private static FormQuestion ReadRange(FormJson json, FormQuestion question)
    {
        if (RangeOf(question) is not { } range)
        {
            foreach (var name in Limits.Where(name => json.Find(name) is not null))
            {
                json.Refuse(name, "This type has no limits; leave it out.");
            }

            return question;
        }

        var isWhole = question.Type != QuestionType.Number;
        var (min, max) = (
            json.Number("min", range.Lowest, range.Highest, isWhole),
            json.Number("max", isWhole ? 1 : range.Lowest, range.Highest, isWhole)
        );
        if (min > max)
        {
            json.Refuse("max", "Give a max that is not below min.");
        }

        return question with
        {
            Min = min,
            Max = max,
        };
    }

    private static (decimal Lowest, decimal Highest)? RangeOf(FormQuestion question) =>
        question.Type switch
        {
            QuestionType.Text or QuestionType.LongText => (0, FormLimits.LengthOf(question.Type)!.Value),
            QuestionType.Number => (-FormLimits.Number, FormLimits.Number),
            QuestionType.MultipleChoice => (0, Math.Max(question.Choices?.Count ?? FormLimits.Choices, 1)),
            _ => null,
        };

    private ShownWhen? ReadCondition(FormJson question)
    {
        if (question.Find("shown_when") is not { } member)
        {
            return null;
        }

        var json = new FormJson(member, question.At("shown_when"), errors);
        if (
            !json.IsObject(
                "Give an object with question and equals, or question and any_of.",
                "question",
                "equals",
                "any_of"
            )
        )
        {
            return null;
        }

        var earlier = json.Find("question") is { ValueKind: JsonValueKind.String } id
            ? questions.Find(known => known.Id == id.GetString())
            : null;
        if (earlier is null)
        {
            json.Refuse("question", "Give the id of an earlier question.");
        }

        var (equal, any) = (json.Find("equals"), json.Find("any_of"));
        if (equal is null == any is null)
        {
            json.Refuse("equals", "Give either equals or any_of.");
            return null;
        }

        if (
            any is { } list
            && (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > FormLimits.Choices)
        )
        {
            json.Refuse("any_of", $"Give a list of 1 to {FormLimits.Choices} answers.");
            return null;
        }

        return earlier is null ? null : ReadAnswers(json, earlier, equal, any);
    }

    private ShownWhen ReadAnswers(FormJson json, FormQuestion earlier, JsonElement? equal, JsonElement? any)
    {
        IEnumerable<(string Pointer, JsonElement Answer)> answers = equal is { } only
            ? [(json.At("equals"), only)]
            : any!.Value.EnumerateArray().Select((answer, index) => ($"{json.At("any_of")}/{index}", answer));
        var read = new List<JsonElement>();
        foreach (var (pointer, answer) in answers)
        {
            if (AnswerValues.Option(earlier, answer) is { } option)
            {
                read.Add(option);
            }
            else
            {
                errors.Add(
                    (pointer, $"This is no answer to the question '{earlier.Id}'; {AnswerValues.Form(earlier)}")
                );
            }
        }

        return equal is null
            ? new ShownWhen(earlier.Id, AnyOf: read)
            : new ShownWhen(earlier.Id, read.FirstOrDefault());
    }
}
