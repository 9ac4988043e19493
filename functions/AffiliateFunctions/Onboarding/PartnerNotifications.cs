using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Onboarding;

/// <summary>Which e-mails a partner wants, of those that it can switch off.</summary>
/// <param name="Statements">The statement of a month.</param>
/// <param name="CommissionNews">News about commissions, such as the first sale.</param>
/// <param name="Coaching">Advice.</param>
/// <param name="LeadReminders">Reminders of leads.</param>
/// <param name="CertificationReminders">Reminders before a certification ends.</param>
public sealed record PartnerNotifications(
    bool Statements = true,
    bool CommissionNews = true,
    bool Coaching = true,
    bool LeadReminders = true,
    bool CertificationReminders = true
)
{
    /// <summary>Whether e-mails of each topic are wanted.</summary>
    internal Dictionary<EmailTopic, bool> ToChoices() =>
        new()
        {
            [EmailTopic.Statements] = Statements,
            [EmailTopic.CommissionNews] = CommissionNews,
            [EmailTopic.Coaching] = Coaching,
            [EmailTopic.LeadReminders] = LeadReminders,
            [EmailTopic.CertificationReminders] = CertificationReminders,
        };

    /// <summary>The notifications with these topics.</summary>
    internal static PartnerNotifications Of(IReadOnlySet<EmailTopic> wanted) =>
        new(
            wanted.Contains(EmailTopic.Statements),
            wanted.Contains(EmailTopic.CommissionNews),
            wanted.Contains(EmailTopic.Coaching),
            wanted.Contains(EmailTopic.LeadReminders),
            wanted.Contains(EmailTopic.CertificationReminders)
        );
}

/// <summary>Makes partners the recipients of e-mails.</summary>
public static class PartnerRecipients
{
    /// <summary>
    /// The partner with the e-mails that it wants. If the company writes the partner's invoices, a statement is an
    /// invoice, which the partner needs.
    /// </summary>
    public static EmailRecipient ToRecipient(this Partner partner) => new(partner.Email, partner.NotificationChoices());

    /// <summary>The topics that the partner can switch off, and whether it wants them.</summary>
    internal static IReadOnlyDictionary<EmailTopic, bool> NotificationChoices(this Partner partner)
    {
        var choices = (partner.Notifications ?? new PartnerNotifications()).ToChoices();
        if (partner.SelfBilling is { IsAgreed: true })
        {
            choices.Remove(EmailTopic.Statements);
        }

        return choices;
    }
}

/// <summary>Stores which e-mails partners want, as they choose on their own pages.</summary>
public interface INotificationChoices
{
    /// <summary>Stores the choice and records it. A repeated request has no other effect.</summary>
    /// <param name="program">The program.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="wanted">The topics that the partner wants.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<Result<Partner>> ChooseAsync(
        AffiliateProgram program,
        PartnerId partner,
        IReadOnlySet<EmailTopic> wanted,
        CancellationToken cancellationToken
    );
}
