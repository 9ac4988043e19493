namespace AffiliateFunctions.Onboarding;

/// <summary>Returns what happened to partners, for the pages of the company.</summary>
public interface IPartnerTimelines
{
    /// <summary>What happened to the partner, the oldest first.</summary>
    Task<IReadOnlyList<PartnerTimelineEntry>> OfAsync(Partner partner, CancellationToken cancellationToken);
}
