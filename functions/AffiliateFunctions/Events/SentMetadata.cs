using System.Text.Json;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Events;

/// <summary>Validates the metadata of events, which is stored as sent.</summary>
internal static class SentMetadata
{
    private const int MaxEntries = 50;
    private const int MaxName = 100;
    private const int MaxValue = 1000;

    /// <summary>
    /// Returns the entries with trimmed names, as conditions refer to them; null if there are none. If two names are
    /// equal after trimming, the names stay as sent, so that <see cref="Mistakes"/> rejects them.
    /// </summary>
    public static Dictionary<string, JsonElement>? Trimmed(Dictionary<string, JsonElement>? metadata) =>
        metadata is null || metadata.Keys.All(name => name.Length == name.Trim().Length) || HasSameNames(metadata)
            ? metadata
            : metadata.ToDictionary(entry => entry.Key.Trim(), entry => entry.Value, StringComparer.Ordinal);

    /// <summary>Returns the errors, by JSON Pointer.</summary>
    public static IEnumerable<(string Pointer, string Sentence)> Mistakes(Dictionary<string, JsonElement>? metadata)
    {
        if (metadata is null)
        {
            yield break;
        }

        foreach (var name in metadata.Keys.Where(string.IsNullOrWhiteSpace))
        {
            yield return (
                "/metadata" + JsonPointer.Step(name),
                "The name of this entry is blank; give it a name, or leave it out."
            );
        }

        if (HasSameNames(metadata))
        {
            yield return ("/metadata", "Two entries have the same name, except for blanks around it; send only one.");
        }

        foreach (var (name, value) in metadata)
        {
            if (!IsText(value))
            {
                yield return ("/metadata" + JsonPointer.Step(name), JsonTexts.UnicodeSentence);
                yield break;
            }
        }

        if (
            metadata.Count > MaxEntries
            || metadata.Any(entry => entry.Key.Trim().Length > MaxName || entry.Value.GetRawText().Length > MaxValue)
        )
        {
            yield return (
                "/metadata",
                $"Give at most {MaxEntries} entries of metadata, with names of at most {MaxName} characters and "
                    + "values of at most 1,000."
            );
        }
    }

    private static bool HasSameNames(Dictionary<string, JsonElement> metadata) =>
        metadata.Keys.Select(name => name.Trim()).Distinct(StringComparer.Ordinal).Count() < metadata.Count;

    // A JSON document keeps the sent bytes, and reports invalid text only when that text is read.
    private static bool IsText(JsonElement value)
    {
        try
        {
            Read(value);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static void Read(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _ = value.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Read(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    _ = member.Name;
                    Read(member.Value);
                }

                break;
        }
    }
}
