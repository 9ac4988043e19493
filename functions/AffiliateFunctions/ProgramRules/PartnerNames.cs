using Affiliate.Domain.Identity;

namespace AffiliateFunctions.ProgramRules;

/// <summary>Partners of an evaluation may bear any name: they get ids for it, and their names back in its answer.</summary>
internal sealed class PartnerNames
{
    private readonly Dictionary<string, PartnerId> ids = new(StringComparer.Ordinal);

    /// <summary>The id for a name.</summary>
    public PartnerId Of(string given)
    {
        if (!ids.TryGetValue(given, out var id))
        {
            ids[given] = id = PartnerId.TryParse(given, out var own) ? own : PartnerId.Parse($"prt_given_{ids.Count}");
        }

        return id;
    }

    /// <summary>The name behind an id.</summary>
    public string Given(PartnerId id) => ids.FirstOrDefault(entry => entry.Value == id).Key ?? id.Value;

    /// <summary>A JSON text with the names in the place of the ids.</summary>
    public string InPlace(string json)
        => ids.OrderByDescending(entry => entry.Value.Value.Length).Aggregate(
            json, (text, entry) => text.Replace($"\"{entry.Value}\"", System.Text.Json.JsonSerializer.Serialize(entry.Key), StringComparison.Ordinal));
}
