using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// Records changes of partners by callers, with the values before and after. Audit records cannot be erased, so they
/// contain no data of persons: of names and addresses they say only that they changed, and accounts are named by the
/// beginning of their keyed hash.
/// </summary>
public sealed class PartnerRecords(IAuditLog audit, TimeProvider clock)
{
    /// <summary>The partner with the time of its change, if the change is one that is recorded.</summary>
    internal Partner Dated(Partner before, Partner after) =>
        AuditChange.Between(FactsOf(before), FactsOf(after)) is null && PersonalOf(before, after) is null
            ? after
            : after with
            {
                ChangedAt = clock.GetUtcNow(),
            };

    /// <summary>
    /// Records the last change of a partner. A repeated request finds the partner changed, and writes the record that an
    /// interrupted one may have left out.
    /// </summary>
    /// <param name="before">The partner before the request.</param>
    /// <param name="after">The partner after it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal async Task RecordAsync(Partner? before, Partner after, CancellationToken cancellationToken)
    {
        if (after.ChangedAt is { } at && clock.GetUtcNow() - at <= CallerRecords.InterruptedFor)
        {
            await audit.RecordCallerAsync(
                after.Program,
                "partner_changed",
                after.Id.Value,
                at,
                before is null ? null : AuditChange.Between(FactsOf(before), FactsOf(after)),
                cancellationToken,
                before is null ? null : PersonalOf(before, after)
            );
        }
    }

    private static string? PersonalOf(Partner before, Partner after)
    {
        var changed = new[]
        {
            before.Name == after.Name ? null : "name",
            before.Company == after.Company ? null : "company",
            before.Address == after.Address ? null : "address",
            before.VatId == after.VatId ? null : "VAT id",
            before.Contacts.SequenceEqual(after.Contacts) ? null : "contacts",
        }
            .OfType<string>()
            .ToList();
        return changed.Count == 0 ? null : $"Changed: {string.Join(", ", changed)}.";
    }

    private static Facts FactsOf(Partner partner) =>
        new(
            partner.Country,
            partner.Website,
            partner.Group,
            partner.Tax,
            PayeeAccounts.TextOf(partner.Payout.Method, partner.Payout.Account),
            partner.SelfBilling?.IsAgreed ?? false,
            partner.Coupons,
            partner.ReferredBy,
            partner.Notifications ?? new PartnerNotifications()
        );

    private sealed record Facts(
        string Country,
        string? Website,
        string Group,
        PartnerTax Tax,
        string Payout,
        bool SelfBilling,
        IReadOnlyList<string> Coupons,
        PartnerId? ReferredBy,
        PartnerNotifications Notifications
    );
}
