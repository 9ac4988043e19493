using AffiliateFunctions.Infrastructure.OpenApi;

namespace AffiliateFunctions.Payouts.Settings;

/// <summary>The payout settings of a program.</summary>
/// <param name="InForce">The settings that cycles use which start now; null if there are none.</param>
/// <param name="Pending">The settings that wait for a decision; null if there are none.</param>
[ResponseExample(
    """
        {
          "pending": {
            "version": 1,
            "settings": {
              "ach": {
                "company_name": "EXAMPLE INC",
                "company_id": "ending 6789",
                "odfi_routing_number": "021000021",
                "odfi_name": "EXAMPLE BANK",
                "immediate_destination": "021000021",
                "immediate_origin": "ending 6789",
                "entry_description": "COMMISSION",
                "addenda": false,
                "banking_days_ahead": 1
              },
              "sepa": { "name": "Example GmbH", "iban": "DE ending 3000", "banking_days_ahead": 1 }
            },
            "prepared_by": "ann@example.com",
            "prepared_at": "2026-11-05T10:00:00+00:00"
          }
        }
        """
)]
internal sealed record PayoutSettingsStateAnswer(
    PayoutSettingsVersionAnswer? InForce,
    PayoutSettingsVersionAnswer? Pending
)
{
    public static PayoutSettingsStateAnswer Of(StoredPayoutSettings stored) =>
        new(PayoutSettingsVersionAnswer.Of(stored.InForce), PayoutSettingsVersionAnswer.Of(stored.Pending));
}

/// <summary>A version of payout settings, as people may see it.</summary>
/// <param name="Version">The number of the version, which a cycle names.</param>
/// <param name="Settings">The settings; account numbers and company ids are cut to their last digits.</param>
/// <param name="PreparedBy">The person who prepared the version.</param>
/// <param name="PreparedAt">When the version was prepared.</param>
/// <param name="DecidedBy">The person who approved the version.</param>
/// <param name="DecidedAt">When the version was approved.</param>
internal sealed record PayoutSettingsVersionAnswer(
    int Version,
    PayoutSettings Settings,
    string PreparedBy,
    DateTimeOffset PreparedAt,
    string? DecidedBy,
    DateTimeOffset? DecidedAt
)
{
    public static PayoutSettingsVersionAnswer? Of(PayoutSettingsVersion? version) =>
        version is null
            ? null
            : new(
                version.Version,
                version.Masked,
                version.PreparedBy,
                version.PreparedAt,
                version.DecidedBy,
                version.DecidedAt
            );
}
