namespace AffiliateFunctions.Events.Clicks;

/// <summary>Reasons why a person has to check the conversions from a partner's touches.</summary>
[Flags]
public enum TouchNotes
{
    /// <summary>No reason.</summary>
    None = 0,

    /// <summary>A click was one of unusually many from one network.</summary>
    Burst = 1,

    /// <summary>A click came from an advertisement of a search engine.</summary>
    PaidSearch = 2,

    /// <summary>The lead was one of unusually many from one network.</summary>
    LeadBurst = 4,
}
