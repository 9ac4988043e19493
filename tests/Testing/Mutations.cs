using System.Text.Json;
using System.Text.Json.Nodes;

namespace Testing;

/// <summary>
/// Changes good input a little, as mistakes and attacks do: another value, a missing, doubled or renamed member, text that
/// is cut off or has letters that nobody expects. The same seed makes the same changes.
/// </summary>
public sealed class Mutations(int seed)
{
    private const string Place = "\u2020place\u2020";

    private static readonly string[] Values =
    [
        "null",
        "true",
        "0",
        "-1",
        "0.1",
        "9223372036854775808",
        "1e400",
        "\"\"",
        "\" \"",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"\u202e\\n\"",
        "\"../../..\"",
        "\"=1+1\"",
        "\"9999-12-31T23:59:59.9999999Z\"",
        $"\"{new string('x', 20_000)}\"",
        "[]",
        "[null]",
        "{}",
        $"{new string('[', 70)}{new string(']', 70)}",
    ];

    private static readonly string[] Insertions =
    [
        "\0",
        "\n",
        "\"",
        "{",
        "}",
        ",",
        ";",
        "<",
        "&",
        "%",
        "%00",
        "\u202e",
        "\ufeff",
        "\ud83d\ude00",
        "-9",
        "99999999999999999999",
    ];

    // The same changes with each run, on purpose.
    private readonly Random random = new(seed);

    /// <summary>Changes a JSON document.</summary>
    /// <param name="json">The document. What is not JSON is changed as text.</param>
    /// <returns>The changed document; now and then it is not JSON.</returns>
    public string OfJson(string json)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return OfText(json);
        }

        var members = MembersOf(root).ToList();
        if (members.Count == 0 || random.Next(5) == 0)
        {
            return OfText(json);
        }

        var member = members[random.Next(members.Count)];
        switch (member.Parent, random.Next(4))
        {
            case (JsonObject parent, 0):
                parent.Remove(member.Name!);
                return root!.ToJsonString();
            case (JsonObject parent, 1):
                var value = parent[member.Name!]?.DeepClone();
                parent.Remove(member.Name!);
                parent[$"{member.Name}_"] = value;
                return root!.ToJsonString();
            case (JsonArray parent, 0):
                parent.Add(parent[member.Index]?.DeepClone());
                return root!.ToJsonString();
            case (JsonObject parent, _):
                parent[member.Name!] = Place;
                break;
            case (JsonArray parent, _):
                parent[member.Index] = Place;
                break;
        }

        var place = JsonSerializer.Serialize(Place);
        return root!.ToJsonString().Replace(place, Values[random.Next(Values.Length)], StringComparison.Ordinal);
    }

    /// <summary>Changes a text: cuts it off, doubles or removes a part, inserts or replaces letters.</summary>
    /// <param name="text">The text.</param>
    public string OfText(string text)
    {
        var from = random.Next(text.Length + 1);
        var to = Math.Min(text.Length, from + random.Next(1, 20));
        return random.Next(5) switch
        {
            0 => text[..from],
            1 => text[..to] + text[from..],
            2 => text[..from] + text[to..],
            3 => text[..from] + Insertions[random.Next(Insertions.Length)] + text[from..],
            _ => text[..from] + Insertions[random.Next(Insertions.Length)] + text[to..],
        };
    }

    private static IEnumerable<(JsonNode Parent, string? Name, int Index)> MembersOf(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject parent:
                foreach (var (name, value) in parent)
                {
                    yield return (parent, name, 0);
                    foreach (var below in MembersOf(value))
                    {
                        yield return below;
                    }
                }

                break;
            case JsonArray parent:
                for (var index = 0; index < parent.Count; index++)
                {
                    yield return (parent, null, index);
                    foreach (var below in MembersOf(parent[index]))
                    {
                        yield return below;
                    }
                }

                break;
        }
    }
}
