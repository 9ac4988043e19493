using Affiliate.Pages.Models;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.Onboarding.Partners.Activities;
using Microsoft.Extensions.DependencyInjection;
using Testing;

namespace AffiliateFunctions.Tests.Onboarding;

/// <summary>Contacts for finance get copies without links for payout details, and identify no partner.</summary>
public sealed class ContactTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly ContactBody Fin = new("Fin", "fin@partner.example.org", ContactRole.Finance);
    private static readonly ContactBody Tech = new("Tech", "tech@partner.example.org", ContactRole.Technical);

    [Fact]
    public async Task Each_contact_for_finance_gets_one_copy_and_only_the_partner_the_link()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var self = new ContactBody("Pat", "PAT@partner.example.org", ContactRole.Finance);
        var partner = await MakeAsync(host, Fin, Tech, self, Fin with { Role = ContactRole.Owner });
        var message = new EmailMessage
        {
            Kind = EmailKind.Statement,
            Subject = "Your statement",
            Brand = new Brand("Partner program"),
            Recipient = partner.Name,
            Paragraphs = ["The month is over."],
        };
        for (var time = 0; time < 2; time++)
        {
            await host.Get<FinanceEmails>()
                .SendAsync(
                    "statement:demo:2026-10",
                    partner,
                    message with
                    {
                        Link = new EmailLink("Enter your payout details", "https://partners.example.com/secret"),
                    },
                    copy: message,
                    default
                );
        }

        Assert.Equal(
            [("fin@partner.example.org", false), ("pat@partner.example.org", true)],
            host.Emails.Sent.Select(sent => (sent.To, sent.Text.Contains("/secret", StringComparison.Ordinal))).Order()
        );
        var copies = host.Emails.Sent.Where(sent => sent.To == Fin.Email).Select(sent => sent.Key).Distinct();
        Assert.Equal(
            "statement:demo:2026-10:finance:" + host.Get<EmailKey>().PseudonymOf(partner.Program, Fin.Email!),
            Assert.Single(copies)
        );
    }

    [Fact]
    public async Task A_changed_contact_for_finance_is_told_to_the_partner_and_another_contact_is_not()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var partner = await MakeAsync(host);
        var now = host.Clock.GetUtcNow();
        var technical = new PatchPartner.Body(Contacts: [Tech]).Apply(partner, host.Get<PayeeAccounts>(), now);
        Assert.Null(technical.Value!.Partner.FinanceContactsChangedAt);
        var finance = new PatchPartner.Body(Contacts: [Tech, Fin]).Apply(partner, host.Get<PayeeAccounts>(), now);
        Assert.Equal(now, finance.Value!.Partner.FinanceContactsChangedAt);
        await host.Get<PartnerChanges>()
            .ChangeAsync(await host.ProgramAsync(), partner.Id.Value, _ => finance.Value, default);

        await ActivatorUtilities
            .CreateInstance<MailContactChange>(host.Services)
            .RunAsync(new PayeeChange(partner.Program, partner.Id, now), default);
        var mail = Assert.Single(host.Emails.Sent);
        Assert.Equal("pat@partner.example.org", mail.To);
        Assert.Contains("fin@partner.example.org", mail.Text);
    }

    [Fact]
    public async Task The_address_of_a_contact_finds_no_partner()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var partner = await MakeAsync(host, Fin);
        Assert.Null(await host.Get<IPartners>().FindByEmailAsync(partner.Program, Fin.Email!, default));
    }

    [Fact]
    public void Contacts_are_complete_and_at_most_10_and_an_address_has_a_role_once()
    {
        Assert.True(ContactBody.Fit(null));
        Assert.True(ContactBody.Fit([Fin, Tech, Fin with { Role = ContactRole.Owner }]));
        Assert.False(ContactBody.Fit([Fin, Fin with { Email = "FIN@partner.example.org" }]));
        Assert.False(ContactBody.Fit([Fin with { Role = null }]));
        Assert.False(ContactBody.Fit([Fin with { Email = "fin" }]));
        Assert.False(ContactBody.Fit([Fin with { Name = " " }]));
        Assert.False(
            ContactBody.Fit([.. Enumerable.Range(0, 11).Select(n => Fin with { Email = $"f{n}@example.org" })])
        );
    }

    private static async Task<Partner> MakeAsync(FeatureHost host, params ContactBody[] contacts) =>
        (
            await host.Get<DirectPartners>()
                .MakeAsync(
                    await host.ProgramAsync(),
                    new PartnerBody("Pat", "pat@partner.example.org", "Acme Media", "US", Contacts: contacts),
                    default
                )
        )
            .Value!
            .Partner;
}
