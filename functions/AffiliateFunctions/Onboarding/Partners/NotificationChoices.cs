using System.Globalization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Pages.Models;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>Stores and records which e-mails partners want.</summary>
internal sealed class NotificationChoices(PartnerChanges changes, IAuditLog audit, TimeProvider clock)
    : INotificationChoices
{
    public async Task<Result<Partner>> ChooseAsync(
        AffiliateProgram program,
        PartnerId partner,
        IReadOnlySet<EmailTopic> wanted,
        CancellationToken cancellationToken
    )
    {
        var chosen = PartnerNotifications.Of(wanted);
        PartnerNotifications? before = null;
        var changed = await changes.ChangeAsync(
            program,
            partner.Value,
            stored =>
            {
                before = stored.Notifications ?? new PartnerNotifications();
                return new PartnerChange(
                    before == chosen
                        ? stored
                        : stored with
                        {
                            Notifications = chosen,
                            NotificationsChosenAt = clock.GetUtcNow(),
                        },
                    []
                );
            },
            cancellationToken
        );
        if (changed.Succeeded)
        {
            await RecordAsync(changed.Value, before!, chosen, cancellationToken);
        }

        return changed;
    }

    // A repeated request finds the choice stored, and writes the record that an interrupted one may have left out.
    private async Task RecordAsync(
        Partner partner,
        PartnerNotifications before,
        PartnerNotifications chosen,
        CancellationToken cancellationToken
    )
    {
        if (partner.NotificationsChosenAt is not { } at || clock.GetUtcNow() - at > CallerRecords.InterruptedFor)
        {
            return;
        }

        await audit.RecordAsync(
            new AuditEntry(
                partner.Program,
                string.Create(CultureInfo.InvariantCulture, $"partner:{partner.Id}:notifications:{at.UtcTicks}"),
                partner.Id.Value,
                "partner_notifications_chosen",
                partner.Id.Value,
                null,
                at
            )
            {
                Change = AuditChange.Between(before, chosen),
            },
            cancellationToken
        );
    }
}
