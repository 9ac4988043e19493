using System.Text.Json;
using System.Text.Json.Nodes;
using Affiliate.Domain.Identity;

namespace AffiliateFunctions.RuleEvaluation;

/// <summary>
/// Maps the partner names of an evaluation to ids and back. A caller may use any name, and the result contains the
/// names again.
/// </summary>
internal sealed class PartnerNames
{
    private const string Partner = "partner";

    // The content of these members belongs to the caller and is never renamed.
    private static readonly string[] Theirs = ["metadata", "cap_used"];

    private readonly Dictionary<string, PartnerId> ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);

    /// <summary>The id for a name.</summary>
    public PartnerId Of(string given)
    {
        if (!ids.TryGetValue(given, out var id))
        {
            ids[given] = id = PartnerId.Parse($"prt_given_{ids.Count}");
            names[id.Value] = given;
        }

        return id;
    }

    /// <summary>The name behind an id.</summary>
    public string Given(PartnerId id) => names.GetValueOrDefault(id.Value, id.Value);

    /// <summary>The trace, given as JSON, with names in place of ids.</summary>
    public JsonElement InPlace(string json)
    {
        var trace = JsonNode.Parse(json);
        Rename(trace, member: null);
        return JsonSerializer.SerializeToElement(trace);
    }

    private void Rename(JsonNode? node, string? member)
    {
        if (node is JsonArray recruited && member == "recruited")
        {
            for (var place = 0; place < recruited.Count; place++)
            {
                var id = recruited[place]!.GetValue<string>();
                recruited[place] = names.GetValueOrDefault(id, id);
            }

            return;
        }

        foreach (var item in node is JsonArray array ? array : [])
        {
            Rename(item, member);
        }

        foreach (var (name, value) in node is JsonObject parent ? parent.ToList() : [])
        {
            var isPartner = name is Partner or "referred_by" || (name == "id" && member == Partner);
            if (isPartner && value is JsonValue text && text.TryGetValue<string>(out var id))
            {
                node![name] = names.GetValueOrDefault(id, id);
            }
            else if (!Theirs.Contains(name))
            {
                Rename(value, name);
            }
        }
    }
}
