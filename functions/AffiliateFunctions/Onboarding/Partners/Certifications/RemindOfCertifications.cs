using Affiliate.Domain.Programs;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Onboarding.Partners.Certifications;

/// <summary>
/// Reminds active partners of the end of their certifications: 30 days before, and when one has ended. Each e-mail is
/// sent once for an end, because its key contains the day. A suspended partner is reminded after it is reinstated.
/// </summary>
public sealed class RemindOfCertifications(
    IPrograms programs,
    PartnerStore partners,
    CertificationChanges changes,
    EmailSender emails,
    IAuditLog audit,
    TimeProvider clock,
    ILogger<RemindOfCertifications> logger
)
{
    /// <inheritdoc cref="RemindOfCertifications"/>
    [Function(nameof(RemindOfCertifications))]
    public Task RunAsync([TimerTrigger("0 15 7 * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        programs
            .ListAsync(cancellationToken)
            .Where(program => program.Stage is not (ProgramStage.Draft or ProgramStage.Closed))
            .ForEachIsolatedAsync(
                program => $"the certifications of {program.Slug}",
                program => RemindAsync(program, cancellationToken),
                logger,
                cancellationToken
            );

    /// <summary>Reminds the partners of a program.</summary>
    internal async Task RemindAsync(AffiliateProgram program, CancellationToken cancellationToken)
    {
        var today = PartnerCertification.DayOf(clock.GetUtcNow(), program.Zone);
        await partners
            .ListAsync(program.Slug, after: null, cancellationToken)
            .Where(partner => partner.Status == PartnerStatus.Active)
            .SelectMany(partner =>
                partner
                    .Certifications.Where(own => own.ReminderOn(today) > own.Reminder)
                    .Select(own => (Partner: partner, Certification: own with { Reminder = own.ReminderOn(today) }))
                    .ToAsyncEnumerable()
            )
            .ForEachIsolatedAsync(
                due => $"the certification {due.Certification.Name} of {due.Partner.Id}",
                due => RemindAsync(program, due.Partner, due.Certification, cancellationToken),
                logger,
                cancellationToken
            );
    }

    private async Task RemindAsync(
        AffiliateProgram program,
        Partner partner,
        PartnerCertification certification,
        CancellationToken cancellationToken
    )
    {
        var (name, hasEnded) = (certification.Name, certification.Reminder == CertificationReminder.Ended);
        var day = DisplayFormat.Day(certification.ValidUntil);
        await emails.SendAsync(
            $"partner:{program.Slug}:{partner.Id}:certification:{name}:{certification.ValidUntil:yyyyMMdd}:"
                + $"{certification.Reminder}",
            partner.ToRecipient(),
            new EmailMessage
            {
                Kind = hasEnded ? EmailKind.CertificationEnded : EmailKind.CertificationEndsSoon,
                Subject = hasEnded
                    ? $"Your certification {name} has ended"
                    : $"Your certification {name} ends on {day}",
                Brand = program.Brand(),
                Recipient = partner.Name,
                Paragraphs =
                [
                    hasEnded
                        ? $"Your certification {name} was valid until {day}. What the program grants to certified partners "
                            + "no longer applies to new conversions."
                        : $"Your certification {name} is valid until {day}. What the program grants to certified partners "
                            + "ends with it.",
                    "Reply to this e-mail to renew it.",
                ],
                Facts = [new Fact("Certification", name), new Fact("Valid until", day)],
            },
            cancellationToken
        );
        if (hasEnded)
        {
            await RecordEndAsync(program, partner, certification, cancellationToken);
        }

        await changes.RemindedAsync(program, partner, certification, cancellationToken);
    }

    private Task RecordEndAsync(
        AffiliateProgram program,
        Partner partner,
        PartnerCertification certification,
        CancellationToken cancellationToken
    ) =>
        audit.RecordAsync(
            new AuditEntry(
                program.Slug,
                $"certification_ended:{partner.Id}:{certification.Name}:{certification.ValidUntil:yyyyMMdd}",
                "rule:valid_until",
                "certification_ended",
                partner.Id.Value,
                $"Certification {certification.Name}, valid until {certification.ValidUntil:yyyy-MM-dd}",
                clock.GetUtcNow()
            ),
            cancellationToken
        );
}
