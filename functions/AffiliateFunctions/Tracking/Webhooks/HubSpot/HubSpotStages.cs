namespace AffiliateFunctions.Tracking.Webhooks.HubSpot;

/// <summary>
/// The stages of HubSpot's first pipeline as ours (https://knowledge.hubspot.com/object-settings/set-up-and-customize-pipelines). A
/// merchant's own stages have numbers for names; they say nothing to us, unless a workflow sends one of our names in their place.
/// </summary>
internal static class HubSpotStages
{
    public const string Won = "closed_won";

    /// <summary>Our stage, or null.</summary>
    public static string? Of(string? stage) => stage switch
    {
        "appointmentscheduled" or "presentationscheduled" => "meeting",
        "qualifiedtobuy" => "qualified",
        "decisionmakerboughtin" or "contractsent" => "negotiation",
        "closedwon" => Won,
        "closedlost" => "closed_lost",
        "qualified" or "meeting" or "negotiation" or Won or "closed_lost" or "unqualified" => stage,
        _ => null,
    };

    /// <summary>The name of a deal of HubSpot's here.</summary>
    public static string Deal(string id) => $"hubspot:{id}";
}
