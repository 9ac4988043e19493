using System.Text.Json;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Onboarding.Forms;

/// <summary>Describes what a new version of a form changes, for the audit record. Both versions stay stored.</summary>
internal static class FormChanges
{
    /// <summary>The versions and the questions that differ, in a sentence.</summary>
    public static string Between(SignUpForm before, SignUpForm after)
    {
        var (earlier, later) = (ById(before), ById(after));
        var parts = new List<string>();
        Add("added", later.Keys.Except(earlier.Keys));
        Add("removed", earlier.Keys.Except(later.Keys));
        Add("changed", later.Keys.Where(id => earlier.TryGetValue(id, out var text) && text != later[id]));
        if (!earlier.Keys.Intersect(later.Keys).SequenceEqual(later.Keys.Intersect(earlier.Keys)))
        {
            parts.Add("another order");
        }

        return $"Before: version {before.Version} with {before.Questions.Count} questions; after: version {after.Version} "
            + $"with {after.Questions.Count} questions; {(parts.Count > 0 ? string.Join("; ", parts) : "nothing changed")}.";

        void Add(string what, IEnumerable<string> ids)
        {
            if (string.Join(", ", ids) is { Length: > 0 } list)
            {
                parts.Add($"{what} {list}");
            }
        }
    }

    private static OrderedDictionary<string, string> ById(SignUpForm form) =>
        new(
            form.Questions.Select(question =>
                KeyValuePair.Create(question.Id, JsonSerializer.Serialize(question, StoredJson.Options))
            )
        );
}
