using System.Text.Json;
using AffiliateFunctions.Onboarding.Forms;

namespace AffiliateFunctions.Tests.Onboarding.Forms;

/// <summary>A form with a question of each type and with conditions.</summary>
internal static class AllTypes
{
    public const string Json = """
        {"questions": [
          {"id": "team", "type": "text", "label": "Your team", "min": 2, "max": 20},
          {"id": "story", "type": "long_text", "label": "Your story"},
          {"id": "channel", "type": "choice", "label": "Where do you recommend us?", "required": true,
           "choices": ["Blog", "Podcast"], "help": "The main one."},
          {"id": "regions", "type": "multiple_choice", "label": "Your regions", "choices": ["EU", "US", "Asia"],
           "min": 1, "max": 2},
          {"id": "listeners", "type": "number", "label": "How many listeners?", "required": true, "min": 1,
           "shown_when": {"question": "channel", "equals": "Podcast"}},
          {"id": "page", "type": "url", "label": "Your best page"},
          {"id": "agency", "type": "checkbox", "label": "We are an agency"},
          {"id": "clients", "type": "text", "label": "Your clients", "required": true,
           "shown_when": {"question": "agency", "equals": true}},
          {"id": "seat", "type": "country", "label": "Your seat"},
          {"id": "vat", "type": "text", "label": "VAT number", "required": true,
           "shown_when": {"question": "regions", "any_of": ["EU", "Asia"]}}
        ]}
        """;

    public static SignUpForm Form { get; } =
        new(3, FormReader.Read(JsonElement.Parse(Json)).Value!, DateTimeOffset.UnixEpoch);
}
