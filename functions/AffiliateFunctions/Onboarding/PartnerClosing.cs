namespace AffiliateFunctions.Onboarding;

/// <summary>What happens to the commissions of a partner that is closed while they are not paid.</summary>
public enum OpenCommissions
{
    /// <summary>They are paid as they fall due.</summary>
    Pay,

    /// <summary>Nothing is paid for 90 days, so that refunds can still be taken into account.</summary>
    Hold,
}

/// <summary>The end of a partnership.</summary>
/// <param name="OpenCommissions">What happens to commissions that are not paid.</param>
/// <param name="HeldUntil">Until when nothing is paid; null if what is due is paid at once.</param>
public sealed record PartnerClosing(OpenCommissions OpenCommissions, DateTimeOffset? HeldUntil)
{
    /// <summary>How long <see cref="OpenCommissions.Hold"/> holds what is due.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromDays(90);

    /// <summary>Whether the partner is paid what is due at the time.</summary>
    public bool IsPaidAt(DateTimeOffset time) => HeldUntil is null || HeldUntil <= time;

    /// <summary>A closing at the time.</summary>
    public static PartnerClosing At(DateTimeOffset time, OpenCommissions openCommissions) =>
        new(openCommissions, openCommissions == OpenCommissions.Hold ? time + Hold : null);
}
