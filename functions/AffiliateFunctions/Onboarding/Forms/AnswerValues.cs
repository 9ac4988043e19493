using System.Globalization;
using System.Text.Json;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Onboarding.Forms;

/// <summary>
/// Reads the value of an answer by the type of its question. A form's field and a JSON member are read alike, so
/// numbers, and yes or no, can be texts.
/// </summary>
internal static class AnswerValues
{
    private const int MaxListed = 12;

    private static readonly string[] Yes = ["true", "on", "yes", "1"];
    private static readonly string[] No = ["false", "off", "no", "0"];

    /// <summary>An answer as a condition names it: a single choice even of several; null if it is none.</summary>
    public static JsonElement? Option(FormQuestion question, JsonElement answer) =>
        question.Type == QuestionType.MultipleChoice
            ? Choice(question, TextOf(answer))
            : Of(question with { Min = null, Max = null, Required = false }, answer);

    /// <summary>The form of an answer, as a sentence.</summary>
    public static string Form(FormQuestion question) =>
        question.Type switch
        {
            QuestionType.Text => $"Write {Length(question)} on one line.",
            QuestionType.LongText => $"Write {Length(question)}, without control characters.",
            QuestionType.Choice => $"Choose one of {Listed(question)}.",
            QuestionType.MultipleChoice => $"Choose {Number(question)} of {Listed(question)}.",
            QuestionType.Number => $"Give {Limited(question)}.",
            QuestionType.Url => "Give an address that begins with https:// or http://.",
            QuestionType.Checkbox => question.Required ? "This must be ticked." : "Give true or false.",
            _ => $"Give {CountryCode.Form}.",
        };

    /// <summary>The value in the form in which it is kept; null if the question has no such answer.</summary>
    public static JsonElement? Of(FormQuestion question, JsonElement answer) =>
        question.Type switch
        {
            QuestionType.Text => Text(question, answer, text => LineText.Fits(text)),
            QuestionType.LongText => Text(question, answer, text => LineText.LinesFit(text)),
            QuestionType.Choice => Choice(question, TextOf(answer)),
            QuestionType.MultipleChoice => Choices(question, answer),
            QuestionType.Number => Decimal(question, answer),
            QuestionType.Url => TextOf(answer)?.Trim() is { } address
            && WebAddress.IsSite(address)
            && LineText.Fits(address)
                ? AnswerText.JsonOf(address)
                : null,
            QuestionType.Checkbox => Flag(question, answer),
            _ => CountryCode.TryParse(TextOf(answer)?.Trim().ToUpperInvariant(), out var country)
                ? AnswerText.JsonOf(country.Value)
                : null,
        };

    private static JsonElement? Text(FormQuestion question, JsonElement answer, Func<string, bool> fits)
    {
        var text = TextOf(answer)?.Trim();
        return
            text is not null
            && text.Length <= (question.Max ?? FormLimits.LengthOf(question.Type))
            && !(text.Length < question.Min)
            && fits(text)
            ? AnswerText.JsonOf(text)
            : null;
    }

    private static JsonElement? Choice(FormQuestion question, string? text) =>
        text?.Trim() is { } choice && question.Choices?.Contains(choice) == true ? AnswerText.JsonOf(choice) : null;

    private static JsonElement? Choices(FormQuestion question, JsonElement answer)
    {
        var sent = answer.ValueKind == JsonValueKind.Array ? answer.EnumerateArray().ToList() : [answer];
        if (sent.Count > FormLimits.Choices)
        {
            return null;
        }

        var texts = sent.Select(item => TextOf(item)?.Trim() ?? string.Empty).ToHashSet(StringComparer.Ordinal);
        var choices = question.Choices!.Where(texts.Contains).ToList();
        return choices.Count == texts.Count && !(choices.Count < question.Min) && !(choices.Count > question.Max)
            ? AnswerText.JsonOf(choices)
            : null;
    }

    private static JsonElement? Decimal(FormQuestion question, JsonElement answer)
    {
        const NumberStyles Written =
            NumberStyles.AllowLeadingSign
            | NumberStyles.AllowDecimalPoint
            | NumberStyles.AllowLeadingWhite
            | NumberStyles.AllowTrailingWhite;
        decimal? number =
            answer.ValueKind == JsonValueKind.Number && answer.TryGetDecimal(out var given) ? given
            : decimal.TryParse(TextOf(answer), Written, CultureInfo.InvariantCulture, out var read) ? read
            : null;
        return
            number is >= -FormLimits.Number and <= FormLimits.Number
            && !(number < question.Min)
            && !(number > question.Max)
            ? AnswerText.JsonOf(number.Value)
            : null;
    }

    private static JsonElement? Flag(FormQuestion question, JsonElement answer)
    {
        bool? flag = answer.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ when Yes.Contains(TextOf(answer)) => true,
            _ when No.Contains(TextOf(answer)) => false,
            _ => null,
        };
        return flag is null || (question.Required && flag == false) ? null : AnswerText.JsonOf(flag.Value);
    }

    /// <summary>
    /// The text of a value. Null for other kinds of values and for half of a surrogate pair, which is no text.
    /// </summary>
    public static string? TextOf(JsonElement answer)
    {
        try
        {
            return answer.ValueKind == JsonValueKind.String ? answer.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string Length(FormQuestion question) =>
        $"{AnswerText.Of(question.Min ?? 1)} to "
        + $"{AnswerText.Of(question.Max ?? FormLimits.LengthOf(question.Type)!.Value)} characters";

    private static string Number(FormQuestion question) =>
        (question.Min, question.Max) switch
        {
            ({ } min, { } max) => $"{AnswerText.Of(min)} to {AnswerText.Of(max)}",
            ({ } min, null) => $"at least {AnswerText.Of(min)}",
            (null, { } max) => $"at most {AnswerText.Of(max)}",
            _ => "some",
        };

    private static string Limited(FormQuestion question) =>
        question is { Min: null, Max: null } ? "a number"
        : question is { Min: not null, Max: not null } ? $"a number from {Number(question)}"
        : $"a number that is {Number(question)}";

    private static string Listed(FormQuestion question) =>
        question.Choices is { Count: <= MaxListed } few
            ? $"these: {string.Join(", ", few)}"
            : "the choices of the form";
}
