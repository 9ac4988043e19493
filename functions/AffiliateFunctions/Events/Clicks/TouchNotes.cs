namespace AffiliateFunctions.Events.Clicks;

/// <summary>What makes a person look at what a partner's touches bring.</summary>
[Flags]
public enum TouchNotes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A click was one of very many from one network.</summary>
    Burst = 1,

    /// <summary>A click came from an advertisement of a search engine.</summary>
    PaidSearch = 2,

    /// <summary>The lead was one of very many from one network.</summary>
    LeadBurst = 4,
}
