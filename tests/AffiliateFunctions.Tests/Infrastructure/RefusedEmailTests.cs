using System.Reflection;
using Affiliate.Domain.Identity;
using Affiliate.Pages.Models;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Programs;
using AffiliateFunctions.Tests.Payouts;
using Testing;

namespace AffiliateFunctions.Tests.Infrastructure;

/// <summary>An e-mail that the provider refuses stops neither the other e-mails nor the step that sends it.</summary>
public sealed class RefusedEmailTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task It_is_in_the_audit_log_once_without_the_address()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        host.Emails.RefusedAddresses["john.@example.com"] = true;
        var sender = host.Get<EmailSender>();
        var program = (await host.Get<IPrograms>().FindAsync(FeatureHost.Slug, default))!;
        var message = new EmailMessage
        {
            Kind = EmailKind.ConfirmAddress,
            Subject = "Confirm",
            Brand = program.Brand(),
            Recipient = "John",
            Paragraphs = [],
        };
        foreach (var to in new[] { "john.@example.com", "anna@example.com", "john.@example.com" })
        {
            await sender.SendAsync($"confirm:{to.Length}", to, message, default);
        }

        Assert.Equal(["anna@example.com"], host.Emails.Sent.Select(mail => mail.To));
        var records = await host.Get<AuditLog>()
            .ReadAsync(FeatureHost.Slug, after: null, default)
            .Select(stored => stored.Text.Record)
            .Where(record => record.Action == "email_refused")
            .ToListAsync();
        Assert.Equal(
            ("rule:email_provider", "confirm:17", "confirm_address: SendGrid answered 400."),
            records.Select(record => (record.Actor, record.Subject, record.Reason)).Single()
        );
    }

    [Theory]
    [InlineData("prt_1@partner.example.org", false)]
    [InlineData("one@example.com", true)]
    public async Task The_other_recipients_of_the_same_news_get_theirs(string refused, bool isSent)
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        host.Emails.RefusedAddresses[refused] = true;
        var partner = CyclePartners.Of(PartnerId.Parse("prt_1")) with
        {
            Program = FeatureHost.Slug,
            Contacts =
            [
                new PartnerContact("One", "one@example.com", ContactRole.Finance),
                new PartnerContact("Two", "two@example.com", ContactRole.Finance),
            ],
        };
        var message = new EmailMessage
        {
            Kind = EmailKind.PayeeCorrection,
            Subject = "Please confirm",
            Brand = new Brand("Demo") { Program = FeatureHost.Slug.Value },
            Recipient = "Agency",
            Paragraphs = [],
        };

        Assert.Equal(isSent, await host.Get<FinanceEmails>().TrySendAsync("key", partner, message, message, default));

        string[] all = [partner.Email, "one@example.com", "two@example.com"];
        Assert.Equal(all.Except([refused]).Order(), host.Emails.Sent.Select(mail => mail.To).Order());
    }

    // A feature that called the mailer itself would be stopped by a refused address.
    [Fact]
    public void Only_the_sender_of_emails_calls_the_mailer()
    {
        var users = typeof(EmailSender)
            .Assembly.GetTypes()
            .Where(type =>
                type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
                    .SelectMany(constructor => constructor.GetParameters())
                    .Any(parameter => parameter.ParameterType == typeof(IMailer))
            );
        Assert.Equal([typeof(EmailSender)], users);
    }
}
