namespace AffiliateFunctions.PartnerLeads;

/// <summary>The status of a lead.</summary>
public enum LeadStatus
{
    /// <summary>The next partner is to be asked.</summary>
    Open,

    /// <summary>A partner is asked.</summary>
    Offered,

    /// <summary>A partner has accepted, but another one holds the domain; the owner decides.</summary>
    Conflict,

    /// <summary>A partner has accepted, and its deal is registered.</summary>
    Accepted,

    /// <summary>The partner reports that the deal is won.</summary>
    Won,

    /// <summary>The partner reports that the deal is lost.</summary>
    Lost,

    /// <summary>The registration of the deal has expired.</summary>
    Expired,

    /// <summary>The owner has given the customer to the partner of another lead, and the registration has ended.</summary>
    TakenOver,

    /// <summary>No partner is left that could be asked.</summary>
    Unassigned,

    /// <summary>The company has withdrawn the lead.</summary>
    Withdrawn,
}

/// <summary>Says how far a lead is by its status.</summary>
internal static class LeadStatuses
{
    /// <summary>Whether a lead of this status has ended.</summary>
    public static bool IsEnd(this LeadStatus status) =>
        status
            is LeadStatus.Won
                or LeadStatus.Lost
                or LeadStatus.Expired
                or LeadStatus.TakenOver
                or LeadStatus.Unassigned
                or LeadStatus.Withdrawn;
}
