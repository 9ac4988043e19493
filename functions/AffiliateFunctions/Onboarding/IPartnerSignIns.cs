namespace AffiliateFunctions.Onboarding;

/// <summary>
/// Tells when partners have signed in to their pages, for their timelines. The feature of these pages implements it.
/// </summary>
public interface IPartnerSignIns
{
    /// <summary>When the partner has last signed in; null if it never has.</summary>
    Task<DateTimeOffset?> LastAsync(Partner partner, CancellationToken cancellationToken);
}
