using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>Reads the optional values of a query and collects what is wrong with them.</summary>
/// <param name="query">The query.</param>
internal sealed class QueryValues(IQueryCollection query)
{
    /// <summary>The errors of the values that were read, by JSON Pointer.</summary>
    public List<(string Pointer, string Sentence)> Errors { get; } = [];

    /// <summary>Reads the name of an enum's member, as responses write it; null when it is absent or wrong.</summary>
    public T? Choice<T>(string name)
        where T : struct, Enum
    {
        var names = Enum.GetValues<T>().ToDictionary(StoredJson.NameOf);
        return Read<T>(name, text => names.TryGetValue(text, out var value) ? value : null, OneOf(names.Keys));
    }

    /// <summary>Reads <c>true</c> or <c>false</c>; false when it is absent or wrong.</summary>
    public bool Flag(string name) =>
        Read<bool>(
            name,
            text =>
                text switch
                {
                    "true" => true,
                    "false" => false,
                    _ => null,
                },
            "true or false"
        ) ?? false;

    /// <summary>Reads a value with a textual form, such as an id; null when it is absent or wrong.</summary>
    public T? Value<T>(string name)
        where T : struct, ITextValue<T> =>
        Read<T>(name, text => T.TryParse(text, out var value) ? value : null, T.Form);

    /// <summary>Reads a text; null when it is absent or wrong.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="fits">Whether a text is valid.</param>
    /// <param name="form">The valid texts, in words.</param>
    public string? Text(string name, Func<string, bool> fits, string form)
    {
        if (!query.TryGetValue(name, out var text))
        {
            return null;
        }

        if (fits(text.ToString()))
        {
            return text.ToString();
        }

        Errors.Add(($"/{name}", $"Give {form}, or leave it out."));
        return null;
    }

    /// <summary>Reads a value; null when it is absent or wrong.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="read">Returns the value of a text, or null.</param>
    /// <param name="form">The texts that can be read, in words.</param>
    public T? Read<T>(string name, Func<string, T?> read, string form)
        where T : struct
    {
        if (!query.TryGetValue(name, out var text))
        {
            return null;
        }

        var value = read(text.ToString());
        if (value is null)
        {
            Errors.Add(($"/{name}", $"Give {form}, or leave it out."));
        }

        return value;
    }

    private static string OneOf(IEnumerable<string> names) => $"one of {string.Join(", ", names)}";
}
