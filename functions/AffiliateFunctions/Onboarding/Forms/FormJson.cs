using System.Text.Json;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Onboarding.Forms;

/// <summary>
/// Reads the members of a JSON object and collects all mistakes by JSON Pointer: other kinds of values, unknown members
/// and repeated members.
/// </summary>
/// <param name="json">The object.</param>
/// <param name="pointer">The pointer to the object.</param>
/// <param name="errors">Receives the mistakes.</param>
internal sealed class FormJson(JsonElement json, string pointer, List<(string Pointer, string Sentence)> errors)
{
    /// <summary>The pointer to a member.</summary>
    public string At(string name) => pointer + JsonPointer.Step(name);

    /// <summary>Adds a mistake of a member.</summary>
    public void Refuse(string name, string sentence) => errors.Add((At(name), sentence));

    /// <summary>Whether the value is an object. Refuses other values.</summary>
    public bool IsObject(string sentence, params string[] members)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            errors.Add((pointer, sentence));
            return false;
        }

        foreach (var group in json.EnumerateObject().GroupBy(member => member.Name, StringComparer.Ordinal))
        {
            if (!members.Contains(group.Key))
            {
                Refuse(group.Key, $"This member is not known; the members are {string.Join(", ", members)}.");
            }
            else if (group.Skip(1).Any())
            {
                Refuse(group.Key, "Give this member only once.");
            }
        }

        return true;
    }

    /// <summary>The member; null if it is absent or null.</summary>
    public JsonElement? Find(string name) =>
        json.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    /// <summary>The text of a member; null if it is absent or refused.</summary>
    public string? Text(string name, int longest, string sentence, bool isRequired)
    {
        if (Find(name) is not { } member)
        {
            if (isRequired)
            {
                Refuse(name, sentence);
            }

            return null;
        }

        if (
            member.ValueKind == JsonValueKind.String
            && member.GetString()!.Trim() is var text
            && text.Length <= longest
            && !LineText.IsBlank(text)
            && LineText.Fits(text)
        )
        {
            return text;
        }

        Refuse(name, sentence);
        return null;
    }

    /// <summary>A member that is true or false; false if it is absent or refused.</summary>
    public bool Flag(string name)
    {
        var member = Find(name);
        if (member is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) })
        {
            Refuse(name, "Write true or false.");
        }

        return member?.ValueKind == JsonValueKind.True;
    }

    /// <summary>A number within limits; null if it is absent or refused.</summary>
    public decimal? Number(string name, decimal lowest, decimal highest, bool isWhole)
    {
        if (Find(name) is not { } member)
        {
            return null;
        }

        if (
            member.ValueKind == JsonValueKind.Number
            && member.TryGetDecimal(out var number)
            && number >= lowest
            && number <= highest
            && (!isWhole || decimal.IsInteger(number))
        )
        {
            return number;
        }

        var kind = isWhole ? "whole number" : "number";
        Refuse(name, $"Give a {kind} from {AnswerText.Of(lowest)} to {AnswerText.Of(highest)}.");
        return null;
    }
}
