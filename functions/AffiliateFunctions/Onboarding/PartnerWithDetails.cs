namespace AffiliateFunctions.Onboarding;

/// <summary>A partner and its payout details, from one read of its row.</summary>
/// <param name="partner">The partner.</param>
/// <param name="read">Decrypts the payout details; they are decrypted only if they are used.</param>
public sealed class PartnerWithDetails(Partner partner, Func<PayoutDetails?> read)
{
    private readonly Lazy<PayoutDetails?> details = new(read);

    /// <summary>The partner.</summary>
    public Partner Partner => partner;

    /// <summary>
    /// The decrypted payout details, or null if the partner has given none. They are never logged and never returned.
    /// </summary>
    public PayoutDetails? Details => details.Value;
}
