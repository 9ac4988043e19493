using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PartnerPages.Sessions;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.PartnerPages.Account;

/// <summary>Writes the page on which a partner chooses its e-mails.</summary>
internal static class NotificationText
{
    /// <summary>The content of the page.</summary>
    /// <param name="account">The partner.</param>
    /// <param name="result">What was done, or null.</param>
    public static PartnerForm Of(PartnerAccount account, string? result)
    {
        var choices = account.Partner.NotificationChoices();
        var program = account.Program.Slug;
        return new PartnerForm
        {
            Frame = PartnerFrames.Of(account, PartnerPaths.Account(program)),
            Title = "Your e-mails",
            Result = result,
            Paragraphs =
            [
                $"These e-mails go to {account.Partner.Email}. Further contacts for finance receive statements in any case.",
                .. choices.ContainsKey(EmailTopic.Statements)
                    ? Array.Empty<string>()
                    : ["We write your invoices, and a statement is an invoice: statements are always sent to you."],
            ],
            Form = new EntryForm
            {
                Brand = account.Program.Brand(),
                Title = "Send me",
                TabsLabel = string.Empty,
                Action = PartnerPaths.Notifications(program),
                Button = "Save",
                Hidden = new Dictionary<string, string> { [FormTokens.Field] = account.FormToken },
                Fields =
                [
                    .. choices.Keys.Select(topic => new EntryField(FieldOf(topic), NameOf(topic))
                    {
                        IsSwitch = true,
                        Hint = HintOf(topic),
                    }),
                ],
                Values = choices.ToDictionary(choice => FieldOf(choice.Key), choice => choice.Value ? "true" : "false"),
            },
            ListTitle = "What cannot be switched off",
            List = [.. PartnerEmails.Necessary.Select(necessary => necessary.Text)],
            Next = new NextPage("Back to", "your account", PartnerPaths.Account(program)),
        };
    }

    /// <summary>The name of the checkbox of a topic.</summary>
    public static string FieldOf(EmailTopic topic) => StoredJson.NameOf(topic);

    /// <summary>The name of a topic.</summary>
    public static string NameOf(EmailTopic topic) =>
        topic switch
        {
            EmailTopic.Statements => "Statements",
            EmailTopic.CommissionNews => "News about commissions",
            EmailTopic.Coaching => "Advice",
            EmailTopic.LeadReminders => "Reminders of leads",
            _ => "Reminders of certifications",
        };

    private static string HintOf(EmailTopic topic) =>
        topic switch
        {
            EmailTopic.Statements => "when a month is closed; they are on this page in any case",
            EmailTopic.CommissionNews => "such as your first sale",
            EmailTopic.Coaching => "what could help you to sell more",
            EmailTopic.LeadReminders => "before an offer ends, and when we have heard nothing about a lead",
            _ => "30 days before one ends",
        };
}
