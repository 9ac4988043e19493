using System.Text.Json.Serialization;

namespace AffiliateFunctions.Onboarding;

/// <summary>
/// What a partner has entered by links. Each entry ends the links for it that were sent before, so every link works
/// once.
/// </summary>
/// <param name="PayoutDetails">How often the partner has entered payout details.</param>
/// <param name="TaxForms">How often the partner has submitted a tax form.</param>
public sealed record PartnerEntries(int PayoutDetails = 0, int TaxForms = 0);

/// <summary>
/// A change of payout details that a partner has entered. The change applies once the partner confirms it by a link
/// that is sent to the address which the program knows. A later change replaces an earlier one.
/// </summary>
/// <param name="Id">The id, to which the links of the change are bound.</param>
/// <param name="RequestedAt">When the partner entered the new details.</param>
/// <param name="Method">The new method.</param>
/// <param name="Summary">A hint about the new details that discloses no bank details.</param>
/// <param name="Account">The keyed hash of the new details.</param>
/// <param name="Status">The status.</param>
public sealed record PayoutChange(
    string Id,
    DateTimeOffset RequestedAt,
    string Method,
    string Summary,
    string Account,
    PayoutChangeStatus Status = PayoutChangeStatus.Pending
)
{
    /// <summary>How long a change can be confirmed.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>When the change was confirmed or discarded, or has expired; null while it is pending.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Until when the change can be confirmed.</summary>
    [JsonIgnore]
    public DateTimeOffset ExpiresAt => RequestedAt + Lifetime;
}

/// <summary>The status of a change of payout details.</summary>
public enum PayoutChangeStatus
{
    /// <summary>The change waits for its confirmation. The details before it are in force.</summary>
    Pending,

    /// <summary>The partner has confirmed the change, and the new details are in force.</summary>
    Confirmed,

    /// <summary>The partner has not asked for the change. Nothing was changed.</summary>
    Discarded,

    /// <summary>Nobody has confirmed the change in time. Nothing was changed.</summary>
    Expired,
}
