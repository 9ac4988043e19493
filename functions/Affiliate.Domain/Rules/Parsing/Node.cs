using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules.Parsing;

/// <summary>
/// An object of the document during parsing. Members are read by name, and every error is recorded with its location.
/// Members that are never read are reported as unknown.
/// </summary>
internal sealed class Node
{
    private readonly Dictionary<string, JsonElement> members = new(StringComparer.Ordinal);
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private readonly List<RuleError> errors;
    private readonly string pointer;

    public Node(JsonElement element, string pointer, List<RuleError> errors)
    {
        (this.errors, this.pointer) = (errors, pointer);
        IsObject = element.ValueKind == JsonValueKind.Object;
        if (!IsObject)
        {
            errors.Add(new RuleError(pointer, "Make this a JSON object."));
            return;
        }

        foreach (var member in element.EnumerateObject())
        {
            if (!members.TryAdd(member.Name, member.Value))
            {
                errors.Add(new RuleError(At(member.Name), "Give this member only once."));
            }
        }
    }

    /// <summary>Whether the element is an object. If it is not, the error is already recorded.</summary>
    public bool IsObject { get; }

    /// <summary>The names of the members, for an object whose members are named by its author.</summary>
    public IReadOnlyCollection<string> Names => members.Keys;

    /// <summary>Whether the document has the member.</summary>
    public bool Has(string name) => members.ContainsKey(name);

    /// <summary>Returns the JSON Pointer of a member.</summary>
    public string At(string name) => $"{pointer}/{Escape(name)}";

    /// <summary>Records an error of a member.</summary>
    public void Error(string name, string message) =>
        errors.Add(new RuleError(name.Length == 0 ? pointer : At(name), message));

    /// <summary>Records an error at a location below this object. The path must not need escapes.</summary>
    public void ErrorBelow(string path, string message) => errors.Add(new RuleError($"{pointer}/{path}", message));

    /// <summary>Records an error for each member that was not read. Must be called last.</summary>
    public void End()
    {
        foreach (var unknown in members.Keys.Where(name => !taken.Contains(name)))
        {
            Error(
                unknown,
                $"Remove '{unknown}': this object has no such member. Its members are "
                    + $"{string.Join(", ", taken.Order(StringComparer.Ordinal))}."
            );
        }
    }

    public string? Text(string name, bool required = false, int longest = 500)
    {
        if (Take(name, required, "a string") is not { } value)
        {
            return null;
        }

        if (
            value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 } text
            && text.Length <= longest
        )
        {
            return text;
        }

        Error(name, $"Make this a string of 1 to {longest} characters.");
        return null;
    }

    public string Id()
    {
        var text = Text("id", required: true, longest: 64);
        if (text is not null && !text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
        {
            Error("id", "Write ids with letters, digits, hyphens, underscores and full stops.");
        }

        return text ?? string.Empty;
    }

    public T? TextValue<T>(string name, bool required = false)
        where T : struct, ITextValue<T>
    {
        if (Take(name, required, T.Form) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && T.TryParse(value.GetString(), out var parsed))
        {
            return parsed;
        }

        Error(name, $"Give {T.Form}.");
        return null;
    }

    public T Choice<T>(string name, IReadOnlyDictionary<string, T> choices, T otherwise, bool required = false)
    {
        if (Take(name, required, $"one of {string.Join(", ", choices.Keys)}") is not { } value)
        {
            return otherwise;
        }

        if (value.ValueKind == JsonValueKind.String && choices.TryGetValue(value.GetString()!, out var chosen))
        {
            return chosen;
        }

        Error(name, $"Give one of {string.Join(", ", choices.Keys)}.");
        return otherwise;
    }

    public long? Integer(string name, long least, long most, bool required = false)
    {
        if (Take(name, required, "an integer") is not { } value)
        {
            return null;
        }

        if (
            value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out var number)
            && number >= least
            && number <= most
        )
        {
            return number;
        }

        Error(name, $"Give an integer from {least} to {most}.");
        return null;
    }

    public bool? Flag(string name)
    {
        if (Take(name, required: false, "true or false") is not { } value)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Error(name, "Give true or false.");
        return null;
    }

    public Node? Child(string name, bool required = false) =>
        Take(name, required, "an object") is { } value ? new Node(value, At(name), errors) : null;

    /// <summary>Returns a member in any form, for members that allow several forms.</summary>
    public JsonElement? Raw(string name, bool required = false, string what = "a value") => Take(name, required, what);

    public IReadOnlyList<T> List<T>(string name, Func<Node, T?> read, bool required = false, int most = 1000)
        where T : class
    {
        var items = Items(name, required, most);
        return [.. items.Select(item => read(new Node(item.Value, item.Pointer, errors))).OfType<T>()];
    }

    public IReadOnlyList<string>? Texts(
        string name,
        Func<string, bool>? fits = null,
        string what = "non-empty strings",
        string? ifEmpty = null
    )
    {
        if (!Has(name))
        {
            Take(name, required: false, what);
            return null;
        }

        if (
            ifEmpty is not null
            && members[name] is { ValueKind: JsonValueKind.Array } array
            && array.GetArrayLength() == 0
        )
        {
            Error(name, ifEmpty);
        }

        var texts = new List<string>();
        foreach (var (value, at) in Items(name, required: false, most: 1000))
        {
            if (
                value.ValueKind == JsonValueKind.String
                && value.GetString() is { Length: > 0 } text
                && fits?.Invoke(text) != false
            )
            {
                if (texts.Contains(text))
                {
                    errors.Add(new RuleError(at, $"Name '{text}' only once."));
                }

                texts.Add(text);
            }
            else
            {
                errors.Add(new RuleError(at, $"Use {what}."));
            }
        }

        return texts;
    }

    public IReadOnlyList<int>? Integers(string name)
    {
        if (!Has(name))
        {
            Take(name, required: false, "integers");
            return null;
        }

        var numbers = new List<int>();
        foreach (var (value, at) in Items(name, required: false, most: 100))
        {
            if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0)
            {
                numbers.Add(number);
            }
            else
            {
                errors.Add(new RuleError(at, "Give an integer, 0 or more."));
            }
        }

        return numbers;
    }

    public Condition? Condition(string name, FieldArea area) =>
        Take(name, required: false, "a condition") is { } value
            ? ConditionParser.Parse(value, At(name), area, errors)
            : null;

    private IEnumerable<(JsonElement Value, string Pointer)> Items(string name, bool required, int most)
    {
        if (Take(name, required, "an array") is not { } value)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            Error(name, "Make this a JSON array.");
            return [];
        }

        if (value.GetArrayLength() > most)
        {
            Error(name, $"Give at most {most} items.");
            return [];
        }

        return value.EnumerateArray().Select((item, i) => (item, $"{At(name)}/{i}"));
    }

    private JsonElement? Take(string name, bool required, string what)
    {
        taken.Add(name);
        if (members.TryGetValue(name, out var value))
        {
            return value;
        }

        if (required && IsObject)
        {
            Error(name, $"Add '{name}': {what}.");
        }

        return null;
    }

    // RFC 6901, section 3.
    private static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
