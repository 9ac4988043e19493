using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Applications;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.Onboarding.Payees;
using AffiliateFunctions.Onboarding.Payees.Activities;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.Onboarding;

/// <summary>Other payout details wait until the partner confirms them at the address that the program knows.</summary>
public sealed class PayoutChangeTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private readonly List<MailMessage> _mails = [];

    [Fact]
    public async Task A_change_applies_once_it_is_confirmed_and_is_held_for_three_days()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PaidAsync(host);
        var (confirm, _) = await payee.ChangeAsync();

        Assert.Equal("Account ending 6789", (await payee.PartnerAsync()).Payout.Summary);
        Assert.Equal(PayeeSteps.Account, (await payee.DetailsAsync())!.Fields["account_number"]);
        Assert.Equal(["payout", "pendingPayout"], (await payee.StoredAsync()).Secrets);
        payee.Started(nameof(PayoutChangeOrchestrator), Times.Once());
        payee.Started(nameof(PayeeChangeOrchestrator), Times.Never());

        Assert.IsType<PayoutChangeResult.Done>(await payee.DecideAsync(confirm));

        var payout = (await payee.PartnerAsync()).Payout;
        Assert.Equal(
            ("Account ending 7666", "Account ending 6789", host.Clock.GetUtcNow().AddDays(3)),
            (payout.Summary, payout.PreviousSummary, payout.HeldUntil)
        );
        Assert.Equal(PayeeSteps.OtherAccount, (await payee.DetailsAsync())!.Fields["account_number"]);
        Assert.Equal(["payout"], (await payee.StoredAsync()).Secrets);
        payee.Started(nameof(PayeeChangeOrchestrator), Times.Once());
        Assert.Equal(
            ["partner_activated", "payout_details_entered", "payout_change_requested", "payout_details_changed"],
            await payee.AuditAsync()
        );
        Assert.True((await host.VerifyAuditAsync()).Ok);
    }

    [Fact]
    public async Task A_confirmation_that_is_sent_twice_changes_once()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PaidAsync(host);
        var (confirm, discard) = await payee.ChangeAsync();
        Assert.IsType<PayoutChangeResult.Open>(await host.Get<PayoutChangeService>().OpenAsync(confirm, default));

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => payee.DecideAsync(confirm)));

        Assert.Single(results.OfType<PayoutChangeResult.Done>());
        Assert.Equal(3, results.OfType<PayoutChangeResult.AlreadyDone>().Count());
        Assert.IsType<PayoutChangeResult.Disputable>(await host.Get<PayoutChangeService>().OpenAsync(discard, default));
        Assert.Single(await payee.AuditAsync(), action => action == "payout_details_changed");
    }

    [Fact]
    public async Task A_second_change_replaces_the_first()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PaidAsync(host);
        var (first, _) = await payee.ChangeAsync("111111111111");
        var (second, _) = await payee.ChangeAsync("222222222222");

        Assert.IsType<PayoutChangeResult.Outdated>(await payee.DecideAsync(first));
        Assert.IsType<PayoutChangeResult.Done>(await payee.DecideAsync(second));
        Assert.Equal("222222222222", (await payee.DetailsAsync())!.Fields["account_number"]);
    }

    [Fact]
    public async Task A_change_cannot_be_confirmed_after_the_details_were_changed_otherwise()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PaidAsync(host);
        var (confirm, discard) = await payee.ChangeAsync();
        var body = new PatchPartner.Body(
            Payout: new PatchPartner.PayoutBody("paypal", new() { ["email"] = "pat@example.com" })
        );
        await host.Get<PartnerChanges>()
            .ChangeAsync(
                await host.ProgramAsync(),
                (await payee.PartnerAsync()).Id.Value,
                partner => body.Apply(partner, host.Get<PayeeAccounts>(), host.Clock.GetUtcNow()),
                default
            );

        Assert.IsType<PayoutChangeResult.Outdated>(await payee.DecideAsync(confirm));
        Assert.Equal("paypal", (await payee.PartnerAsync()).Payout.Method);
        Assert.IsType<PayoutChangeResult.Outdated>(await payee.DecideAsync(discard));
        Assert.Equal(["payout"], (await payee.StoredAsync()).Secrets);
    }

    [Fact]
    public async Task Entering_the_current_details_again_ends_the_change_and_uses_the_link()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PaidAsync(host);
        var (confirm, _) = await payee.ChangeAsync();
        var (key, link) = (await payee.KeyAsync(), await payee.LinkAsync());

        Assert.IsType<PayeeLinkResult.Saved>(await payee.EnterAsync(link));

        Assert.Null((await payee.PartnerAsync()).PayoutChange);
        Assert.Equal(["payout"], (await payee.StoredAsync()).Secrets);
        Assert.IsType<PayeeLinkResult.Used>(await payee.EnterAsync(link, PayeeSteps.OtherAccount));
        Assert.IsType<PayoutChangeResult.Outdated>(await payee.DecideAsync(confirm));
        await CloseAsync(host, payee, key, hasExpired: true);
        Assert.Empty(_mails);
        Assert.Equal(
            ["partner_activated", "payout_details_entered", "payout_change_requested"],
            await payee.AuditAsync()
        );
    }

    [Theory]
    [InlineData(true, "payout_details_changed")]
    [InlineData(false, "payout_change_discarded")]
    public async Task An_interrupted_decision_is_completed_by_the_orchestration_and_by_no_other_change(
        bool confirms,
        string action
    )
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PaidAsync(host);
        var (confirm, discard) = await payee.ChangeAsync();
        payee
            .Orchestrations.Setup(client =>
                client.RaiseEventAsync(
                    It.IsAny<string>(),
                    It.IsAny<string>(),
                    It.IsAny<object?>(),
                    It.IsAny<CancellationToken>()
                )
            )
            .ThrowsAsync(new IOException("The process ends."));
        await Assert.ThrowsAsync<IOException>(() => payee.DecideAsync(confirms ? confirm : discard));

        await payee.PatchAsync("""{"group": "gold"}""");
        Assert.DoesNotContain(action, await payee.AuditAsync());
        await CloseAsync(host, payee, await payee.KeyAsync(), hasExpired: true);

        Assert.Equal(action, (await payee.AuditAsync())[^1]);
        payee.Started(nameof(PayeeChangeOrchestrator), confirms ? Times.Once() : Times.Never());
        Assert.Equal(confirms ? 0 : 1, _mails.Count);
    }

    [Fact]
    public async Task A_confirmed_change_that_the_partner_has_not_asked_for_is_reported_to_finance()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PaidAsync(host);
        var (confirm, discard) = await payee.ChangeAsync();
        Assert.IsType<PayoutChangeResult.Done>(await payee.DecideAsync(confirm));

        Assert.IsType<PayoutChangeResult.Disputed>(await payee.DecideAsync(discard));
        payee.Started(nameof(PayoutDisputeOrchestrator), Times.Once());
        var key = await payee.KeyAsync();
        var dispute = new PayoutDispute(key.Program, key.Partner, key.Change, host.Clock.GetUtcNow());
        var report = new ReportPayoutDispute(
            host.Get<IPartners>(),
            await WithCharterAsync(host),
            host.Get<IAuditLog>(),
            Emails(host)
        );
        await report.RunAsync(dispute, default);
        await report.RunAsync(dispute, default);

        Assert.Equal("Account ending 7666", (await payee.PartnerAsync()).Payout.Summary);
        Assert.Single(await payee.AuditAsync(), action => action == "payout_change_disputed");
        Assert.Single(_mails.Select(mail => mail.Key).Distinct());
        Assert.Equal("finance@example.com", _mails[0].To);
        Assert.Contains("Account ending 6789", _mails[0].Text, StringComparison.Ordinal);
        Assert.Contains("Account ending 7666", _mails[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mail_shows_both_details_and_two_links()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PaidAsync(host);
        await payee.ChangeAsync();

        await new MailPayoutChangeRequest(
            host.Get<IPartners>(),
            host.Get<IPrograms>(),
            host.Get<PayoutChangeLinks>(),
            Emails(host)
        ).RunAsync(await payee.KeyAsync(), default);

        var mail = Assert.Single(_mails);
        Assert.Equal("pat@partner.example.org", mail.To);
        Assert.Contains("Account ending 6789", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Account ending 7666", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Confirm the change:\nhttp", mail.Text, StringComparison.Ordinal);
        Assert.Contains("This was not me: discard the change:\nhttp", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(PayeeSteps.OtherAccount, mail.Text + mail.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_that_nobody_confirms_expires_after_seven_days()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PaidAsync(host);
        var (confirm, _) = await payee.ChangeAsync();
        var key = await payee.KeyAsync();
        host.Clock.Advance(TimeSpan.FromDays(7));
        Assert.IsType<PayoutChangeResult.Open>(await host.Get<PayoutChangeService>().OpenAsync(confirm, default));
        host.Clock.Advance(TimeSpan.FromTicks(1));

        Assert.IsType<PayoutChangeResult.Expired>(await payee.DecideAsync(confirm));
        await CloseAsync(host, payee, key, hasExpired: true);
        await CloseAsync(host, payee, key, hasExpired: true);

        Assert.Equal(PayoutChangeStatus.Expired, (await payee.PartnerAsync()).PayoutChange!.Status);
        Assert.Equal(["payout"], (await payee.StoredAsync()).Secrets);
        Assert.Equal("payout_change_expired", (await payee.AuditAsync())[^1]);
        Assert.Single(_mails.Select(mail => mail.Key).Distinct());
        Assert.Equal(PayeeSteps.Account, (await payee.DetailsAsync())!.Fields["account_number"]);
    }

    [Fact]
    public async Task A_change_that_the_partner_has_not_asked_for_is_discarded_and_reported_to_finance()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PaidAsync(host);
        var (confirm, discard) = await payee.ChangeAsync();

        Assert.IsType<PayoutChangeResult.Done>(await payee.DecideAsync(discard));
        Assert.IsType<PayoutChangeResult.AlreadyDone>(await payee.DecideAsync(confirm));
        await CloseAsync(host, payee, await payee.KeyAsync(), hasExpired: false);

        Assert.Equal("Account ending 6789", (await payee.PartnerAsync()).Payout.Summary);
        Assert.Equal(["payout"], (await payee.StoredAsync()).Secrets);
        Assert.Equal("payout_change_discarded", (await payee.AuditAsync())[^1]);
        var mail = Assert.Single(_mails);
        Assert.Equal("finance@example.com", mail.To);
        Assert.Contains("Account ending 7666", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_erased_partner_keeps_no_change()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PaidAsync(host);
        var (confirm, _) = await payee.ChangeAsync();
        var key = await payee.KeyAsync();

        await new ErasePartner(
            host.Get<IPrograms>(),
            host.Get<PartnerStore>(),
            host.Get<PartnerChanges>(),
            host.Get<ApplicationStore>(),
            [],
            host.Get<ErasureMail>(),
            host.Get<IAuditLog>(),
            host.Clock
        ).RunAsync(new DefaultHttpContext().Request, "demo", key.Partner.Value, payee.Orchestrations.Object, default);

        var partner = await payee.PartnerAsync();
        Assert.Null(partner.PayoutChange);
        Assert.Empty((await payee.StoredAsync()).Secrets);
        Assert.IsType<PayoutChangeResult.Invalid>(await payee.DecideAsync(confirm));
        await CloseAsync(host, payee, key, hasExpired: true);
        Assert.Empty(_mails);
    }

    private static async Task<PayeeSteps> PaidAsync(FeatureHost host)
    {
        var payee = await PayeeSteps.StartAsync(host);
        Assert.IsType<PayeeLinkResult.Saved>(await payee.EnterAsync(await payee.LinkAsync()));
        return payee;
    }

    private async Task CloseAsync(FeatureHost host, PayeeSteps payee, PayoutChangeKey key, bool hasExpired) =>
        await new ClosePayoutChange(
            host.Get<IPartners>(),
            host.Get<PartnerChanges>(),
            await WithCharterAsync(host),
            host.Get<PayeeAccounts>(),
            host.Get<PayoutDetailsLinks>(),
            host.Get<IAuditLog>(),
            Emails(host),
            host.Clock
        ).RunAsync(new ClosePayoutChange.Input(key, hasExpired), payee.Orchestrations.Object, default);

    private static async Task<IPrograms> WithCharterAsync(FeatureHost host)
    {
        var programs = new Mock<IPrograms>();
        var program = await host.ProgramAsync() with { Charter = Charters.OfThree };
        programs.Setup(stored => stored.FindAsync(FeatureHost.Slug, default)).ReturnsAsync(program);
        return programs.Object;
    }

    private EmailSender Emails(FeatureHost host)
    {
        var mailer = new Mock<IMailer>();
        mailer
            .Setup(m => m.SendAsync(It.IsAny<MailMessage>(), It.IsAny<CancellationToken>()))
            .Callback((MailMessage mail, CancellationToken _) => _mails.Add(mail))
            .Returns(Task.CompletedTask);
        return EmailSenders.Of(mailer.Object);
    }
}
