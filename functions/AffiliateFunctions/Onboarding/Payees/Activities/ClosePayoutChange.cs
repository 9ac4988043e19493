using Affiliate.Domain.Programs;
using Affiliate.Pages.Models;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Payees.Activities;

/// <summary>
/// Ends a change of payout details: drops one that nobody has confirmed in time, informs finance of one that the
/// partner has not asked for, and completes a confirmation that was interrupted.
/// </summary>
public sealed class ClosePayoutChange(
    IPartners partners,
    PartnerChanges changes,
    IPrograms programs,
    PayeeAccounts accounts,
    PayoutDetailsLinks links,
    IAuditLog audit,
    EmailSender emails,
    TimeProvider clock
)
{
    private const string ExpiryActor = "rule:expiry";

    /// <inheritdoc cref="ClosePayoutChange"/>
    [Function(nameof(ClosePayoutChange))]
    public async Task RunAsync(
        [ActivityTrigger] Input input,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if (await programs.FindAsync(input.Key.Program, cancellationToken) is not { } program)
        {
            return;
        }

        if (input.HasExpired)
        {
            await ExpireAsync(program, input.Key, cancellationToken);
        }

        var partner = await partners.FindAsync(program.Slug, input.Key.Partner, cancellationToken);
        if (partner?.PayoutChange is not { } change || change.Id != input.Key.Change)
        {
            return;
        }

        switch (change.Status)
        {
            case PayoutChangeStatus.Expired:
                await RecordExpiryAsync(partner, change, cancellationToken);
                await MailExpiryAsync(program, partner, change, cancellationToken);
                break;
            case PayoutChangeStatus.Confirmed when partner.Payout.Account == change.Account:
                await accounts.ReportAsync(partner, partner.Id.Value, orchestrations, cancellationToken);
                break;
            case PayoutChangeStatus.Discarded:
                await accounts.RecordDiscardAsync(partner, change, cancellationToken);
                await InformFinanceAsync(program, partner, change, cancellationToken);
                break;
        }
    }

    private async Task ExpireAsync(
        AffiliateProgram program,
        PayoutChangeKey key,
        CancellationToken cancellationToken
    ) =>
        await changes.ChangeAsync(
            program,
            key.Partner.Value,
            partner =>
                partner.PayoutChange is { Status: PayoutChangeStatus.Pending } change && change.Id == key.Change
                    ? new PartnerChange(
                        partner with
                        {
                            PayoutChange = change with
                            {
                                Status = PayoutChangeStatus.Expired,
                                DecidedAt = clock.GetUtcNow(),
                            },
                        },
                        []
                    )
                    : new PartnerChange(partner, []),
            cancellationToken
        );

    private Task RecordExpiryAsync(Partner partner, PayoutChange change, CancellationToken cancellationToken) =>
        audit.RecordAsync(
            new AuditEntry(
                partner.Program,
                $"partner:{partner.Id}:payout_change:{change.Id}:expired",
                ExpiryActor,
                "payout_change_expired",
                partner.Id.Value,
                $"Nobody has confirmed the change. {PayeeAccounts.TextOf(change.Method, change.Account)}",
                change.DecidedAt ?? change.ExpiresAt
            ),
            cancellationToken
        );

    private Task MailExpiryAsync(
        AffiliateProgram program,
        Partner partner,
        PayoutChange change,
        CancellationToken cancellationToken
    ) =>
        emails.SendAsync(
            $"partner:{program.Slug}:{partner.Id}:payout_change:{change.Id}:expired",
            partner.Email,
            new EmailMessage
            {
                Kind = EmailKind.PayoutDetailsExpired,
                Subject = "Your new payout details were not confirmed",
                Brand = program.Brand(),
                Recipient = partner.Name,
                Paragraphs =
                [
                    "The new payout details were not confirmed in time and are dropped. Nothing has changed. To change "
                        + "your details, please enter them again.",
                ],
                Facts = PayoutChangePages.FactsOf(partner, change),
                Link = links.For(partner),
            },
            cancellationToken
        );

    private async Task InformFinanceAsync(
        AffiliateProgram program,
        Partner partner,
        PayoutChange change,
        CancellationToken cancellationToken
    )
    {
        if (program.Charter is not { } charter)
        {
            return;
        }

        await emails.SendAsync(
            $"partner:{program.Slug}:{partner.Id}:payout_change:{change.Id}:discarded",
            charter.Finance.Email,
            new EmailMessage
            {
                Kind = EmailKind.PayoutDetailsDiscarded,
                Subject = $"{partner.Company} has not asked for new payout details",
                Brand = program.Brand(),
                Recipient = charter.Finance.Name,
                Paragraphs =
                [
                    $"Somebody entered new payout details of {partner.Company} by a link from its e-mails, and the "
                        + "partner reports that it was not the partner. The new details are discarded, and payouts go on "
                        + "as before.",
                    "Somebody else may read the partner's e-mails. Please call the partner before the next payout.",
                ],
                Facts = [new Fact("Partner", partner.Id.Value), .. PayoutChangePages.FactsOf(partner, change)],
            },
            cancellationToken
        );
    }

    /// <summary>The change, and whether nobody has decided it in time.</summary>
    public sealed record Input(PayoutChangeKey Key, bool HasExpired);
}
