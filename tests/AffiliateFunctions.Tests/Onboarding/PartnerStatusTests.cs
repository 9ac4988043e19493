using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.Onboarding.Partners.Activities;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.Programs;
using AffiliateFunctions.Tests.OutgoingWebhooks;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.Onboarding;

/// <summary>What a partner is told when its status changes, and when a closed partner is paid.</summary>
public sealed class PartnerStatusTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 5, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(PartnerStatus.Active, null, true, true)]
    [InlineData(PartnerStatus.Suspended, null, false, false)]
    [InlineData(PartnerStatus.Closed, null, false, false)]
    [InlineData(PartnerStatus.Closed, OpenCommissions.Pay, true, true)]
    [InlineData(PartnerStatus.Closed, OpenCommissions.Hold, false, true)]
    public async Task A_closed_partner_is_paid_at_once_or_after_90_days(
        PartnerStatus status,
        OpenCommissions? openCommissions,
        bool isPaidNow,
        bool isPaidAfterHold
    )
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var partner = await MakeAsync(host) with
        {
            Status = status,
            Closing = openCommissions is { } policy ? PartnerClosing.At(Noon, policy) : null,
        };
        Assert.Equal(isPaidNow, partner.IsPaidAt(Noon));
        Assert.Equal(isPaidNow, partner.IsPaidAt(Noon.AddDays(90).AddTicks(-1)));
        Assert.Equal(isPaidAfterHold, partner.IsPaidAt(Noon.AddDays(90)));
    }

    [Fact]
    public async Task The_day_on_which_a_hold_ends_is_one_of_the_programs_time_zone()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var partner = await MakeAsync(host) with
        {
            Status = PartnerStatus.Closed,
            Closing = PartnerClosing.At(Noon, OpenCommissions.Hold),
        };
        var program = await host.ProgramAsync() with { Timezone = "Pacific/Kiritimati" };
        Assert.Contains(
            "is held until 4 February 2027",
            PartnerStatusText.Of(partner, program).Paragraphs[1],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_partner_is_told_of_each_change_with_the_message_and_without_the_reason()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var sent = new SentEmails();
        var partner = await MakeAsync(host);
        var subjects = new List<string>();
        foreach (var status in new[] { PartnerStatus.Suspended, PartnerStatus.Active, PartnerStatus.Closed })
        {
            host.Clock.Advance(TimeSpan.FromDays(1));
            partner = await MoveAsync(host, partner.Id, status, "Please end your ads.");
            await MailAsync(host, sent, partner, "Please end your ads.");
            var mail = sent.Sent[^1];
            subjects.Add(mail.Subject);
            Assert.Equal("ann@example.com", mail.To);
            Assert.Contains("Please end your ads.", mail.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("Bids on our brand", mail.Text, StringComparison.Ordinal);
        }

        Assert.Equal(
            [
                "Your partnership with Partner program is suspended",
                "Your partnership with Partner program is active again",
                "Your partnership with Partner program has ended",
            ],
            subjects
        );
        Assert.Contains("is held until 2 February 2027", sent.Sent[^1].Text, StringComparison.Ordinal);
        Assert.True((await host.VerifyAuditAsync()).Ok);
    }

    [Fact]
    public async Task A_change_that_was_made_before_is_not_told_again()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var sent = new SentEmails();
        var partner = await MakeAsync(host);
        host.Clock.Advance(TimeSpan.FromDays(1));
        var suspended = await MoveAsync(host, partner.Id, PartnerStatus.Suspended, null);
        host.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(
            suspended.StatusSince,
            (await MoveAsync(host, partner.Id, PartnerStatus.Suspended, null)).StatusSince
        );

        await MoveAsync(host, partner.Id, PartnerStatus.Active, null);
        await MailAsync(host, sent, suspended, null);
        Assert.Empty(sent.Sent);
    }

    [Theory]
    [InlineData(PartnerStatus.Suspended)]
    [InlineData(PartnerStatus.Closed)]
    public async Task A_partner_that_is_created_again_after_a_change_is_not_published_again(PartnerStatus status)
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var partner = await MakeAsync(host);
        host.Clock.Advance(TimeSpan.FromDays(1));
        await MoveAsync(host, partner.Id, status, null);
        var published = Published(host);
        host.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(status, (await MakeAsync(host)).Status);

        Assert.Equal(published, Published(host));
        Assert.Single(published, type => type.StartsWith(WebhookEventTypes.PartnerApproved, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reinstated_partner_that_is_created_again_is_not_published_again()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var partner = await MakeAsync(host);
        foreach (var status in new[] { PartnerStatus.Suspended, PartnerStatus.Active })
        {
            host.Clock.Advance(TimeSpan.FromHours(1));
            await MoveAsync(host, partner.Id, status, null);
        }

        await MakeAsync(host);

        Assert.Single(
            Published(host),
            type => type.StartsWith(WebhookEventTypes.PartnerApproved, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(6, 2)]
    [InlineData(7, 1)]
    public async Task A_repeated_creation_is_published_as_long_as_deliveries_are_kept(int days, int times)
    {
        var webhooks = new Mock<IWebhooks>();
        await using var host = await FeatureHost.StartAsync(
            azurite.TakeAccount(),
            configure: services => services.AddSingleton(webhooks.Object)
        );
        await MakeAsync(host);
        host.Clock.Advance(TimeSpan.FromDays(days));

        await MakeAsync(host);

        webhooks.Verify(
            hook => hook.TellAsync(FeatureHost.Slug, It.IsAny<IReadOnlyList<WebhookEvent>>(), default),
            Times.Exactly(times)
        );
    }

    [Fact]
    public async Task A_partner_that_was_never_suspended_is_reinstated_without_a_record()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var partner = await MakeAsync(host);
        host.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(partner.StatusSince, (await MoveAsync(host, partner.Id, PartnerStatus.Active, null)).StatusSince);

        Assert.Equal(["partner_activated"], await ActionsAsync(host, partner));
        await MoveAsync(host, partner.Id, PartnerStatus.Suspended, null);
        Assert.Equal(["partner_activated", "partner_moved"], await ActionsAsync(host, partner));
    }

    private static IReadOnlyList<string> Published(FeatureHost host) =>
        ((HeardWebhooks)host.Get<IWebhooks>()).Of(FeatureHost.Slug);

    private static async Task<IReadOnlyList<string>> ActionsAsync(FeatureHost host, Partner partner) =>
        await host.Get<AuditLog>()
            .AboutAsync(FeatureHost.Slug, [partner.Id.Value], default)
            .Select(record => record.Action)
            .ToListAsync();

    private static Task MailAsync(FeatureHost host, SentEmails sent, Partner partner, string? message) =>
        new MailPartnerStatus(host.Get<IPartners>(), host.Get<IPrograms>(), EmailSenders.Of(sent)).RunAsync(
            new PartnerStatusChange(FeatureHost.Slug, partner.Id, partner.Status, partner.StatusSince, message),
            default
        );

    private static async Task<Partner> MoveAsync(FeatureHost host, PartnerId id, PartnerStatus to, string? message)
    {
        var moved = await host.Get<PartnerStatusChanges>()
            .MoveAsync(
                await host.ProgramAsync(),
                id.Value,
                new AskedStatusChange(
                    "partner_moved",
                    WebhookEventTypes.PartnerSuspended,
                    "Bids on our brand",
                    message
                ),
                (partner, now) =>
                    partner.Status == to
                        ? partner
                        : partner with
                        {
                            Status = to,
                            StatusSince = now,
                            Closing = to == PartnerStatus.Closed ? PartnerClosing.At(now, OpenCommissions.Hold) : null,
                        },
                new Mock<DurableTaskClient>("test").Object,
                default
            );
        Assert.True(moved.Succeeded, moved.Problem?.Detail);
        return moved.Value;
    }

    private static async Task<Partner> MakeAsync(FeatureHost host)
    {
        var made = await host.Get<DirectPartners>()
            .MakeAsync(
                await host.ProgramAsync(),
                new PartnerBody("Contact", "ann@example.com", "Example Media", "US"),
                default
            );
        return made.Value!.Partner;
    }
}
