using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.PartnerLeads.Links;

/// <summary>The result of opening or using a link of a lead.</summary>
public abstract record LeadLinkResult
{
    /// <summary>The link is forged, was altered, or belongs to another address than the partner's.</summary>
    internal sealed record Invalid : LeadLinkResult;

    /// <summary>The link has expired.</summary>
    internal sealed record Expired : LeadLinkResult;

    /// <summary>The partner is suspended or has left.</summary>
    internal sealed record Inactive(PartnerLead Lead) : LeadLinkResult;

    /// <summary>There is nothing to do any more.</summary>
    internal sealed record Over(PartnerLead Lead, Partner Partner) : LeadLinkResult;

    /// <summary>The page shows the form.</summary>
    internal sealed record Open(PartnerLead Lead, Partner Partner, LeadMistake? Mistake = null) : LeadLinkResult;

    /// <summary>The update was refused, because the lead has ended or has another update in its place.</summary>
    internal sealed record Unchanged(PartnerLead Lead, Partner Partner) : LeadLinkResult;

    /// <summary>The answer or the update is now stored.</summary>
    internal sealed record Done(PartnerLead Lead, Partner Partner) : LeadLinkResult;
}

/// <summary>A field of a form that must be corrected.</summary>
/// <param name="Field">The name of the field.</param>
/// <param name="Sentence">How it is corrected.</param>
internal sealed record LeadMistake(string Field, string Sentence);
