using System.Globalization;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Settlement;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using AffiliateFunctions.Tests.Ledger;
using Microsoft.Extensions.Time.Testing;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>Reminders of payments whose results are missing, by the calendar of the payment system.</summary>
public sealed class CheckSettlementTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly Period October = Period.Parse("2026-10");
    private static readonly PartnerId Partner = PartnerId.Parse("prt_1");

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 4, 12, 0, 0, TimeSpan.Zero));
    private readonly List<string> _sent = [];
    private SettlementState _state;

    // 4 November 2026 is a Wednesday. The Federal Reserve Banks are closed on 11 November, TARGET is open.
    [Theory]
    [InlineData("USD", "2026-11-08", "2026-11-09", "2026-11-15", "2026-11-16")]
    [InlineData("EUR", "2026-11-08", "2026-11-09", "2026-11-12", "2026-11-13")]
    public async Task Finance_is_reminded_once_after_three_banking_days_and_the_owner_informed_once_after_seven(
        string currency,
        string beforeReminder,
        string reminder,
        string beforeEscalation,
        string escalation
    )
    {
        await using var host = await PayingAsync(currency);
        Assert.Empty(await CheckAsync(host, beforeReminder, "23:59"));
        Assert.Equal(SettlementState.Waiting, _state);
        Assert.Equal(["finance@example.com settlement_reminder"], await CheckAsync(host, reminder, "00:00"));
        Assert.Equal(SettlementState.StatementsDue, _state);
        Assert.Empty(await CheckAsync(host, reminder, "18:00"));
        Assert.Empty(await CheckAsync(host, beforeEscalation, "23:59"));
        Assert.Equal(["owner@example.com settlement_escalation"], await CheckAsync(host, escalation, "00:00"));
        Assert.Empty(await CheckAsync(host, escalation, "18:00"));
        Assert.Empty(await CheckAsync(host, "2026-12-04", "12:00"));
    }

    [Fact]
    public async Task A_check_that_is_late_sends_both_mails_once_and_a_settled_cycle_none()
    {
        await using var host = await PayingAsync("USD");
        Assert.Equal(
            ["finance@example.com settlement_reminder", "owner@example.com settlement_escalation"],
            await CheckAsync(host, "2026-11-16", "00:00")
        );
        await host.Get<CycleStore>()
            .RewordPayoutAsync(
                CycleHost.Slug,
                October,
                Partner,
                payout => payout with { Status = PayoutStatus.Paid },
                default
            );
        await host.Get<CycleStore>()
            .ChangeAsync(CycleHost.Slug, October, cycle => cycle with { SettlementReminders = 0 }, default);
        Assert.Empty(await CheckAsync(host, "2026-11-17", "00:00", isSettled: true));
    }

    private async Task<CycleHost> PayingAsync(string currency)
    {
        var host = await CycleHost.StartAsync(azurite.TakeAccount(), new StorageFault());
        var cycles = host.Get<CycleStore>();
        await cycles.BeginAsync(
            new StoredCycle
            {
                Program = CycleHost.Slug,
                Period = October,
                Status = CycleStatus.Paying,
                StartedBy = "key",
                StartedAt = _clock.GetUtcNow(),
                Currency = currency,
                Partners = 1,
                PayingSince = _clock.GetUtcNow(),
            },
            default
        );
        await cycles.PutPayoutAsync(
            CycleHost.Slug,
            October,
            new StoredPayout
            {
                Id = StoredPayout.IdOf(Partner, October),
                Partner = Partner,
                Name = "Agency",
                Method = "wise",
                Amount = 1_000,
                Currency = currency,
                Lines = [],
                Status = PayoutStatus.Reserved,
            },
            default
        );
        return host;
    }

    /// <summary>Runs the check at a time, and returns the recipients and occasions of the mails it sent.</summary>
    private async Task<IReadOnlyList<string>> CheckAsync(
        CycleHost host,
        string day,
        string time,
        bool isSettled = false
    )
    {
        _clock.SetUtcNow(DateTimeOffset.Parse($"{day}T{time}Z", CultureInfo.InvariantCulture));
        _sent.Clear();
        var mailer = new Mock<IMailer>();
        mailer
            .Setup(provider => provider.SendAsync(It.IsAny<MailMessage>(), It.IsAny<CancellationToken>()))
            .Callback((MailMessage mail, CancellationToken _) => _sent.Add($"{mail.To} {mail.Key.Split(':')[^1]}"))
            .Returns(Task.CompletedTask);
        var check = new CheckSettlement(
            host.Get<IPrograms>(),
            host.Get<CycleStore>(),
            EmailSenders.Of(mailer.Object),
            _clock
        );
        var state = await check.RunAsync(new CycleKey(CycleHost.Slug, October), default);
        Assert.Equal(isSettled, state == SettlementState.Settled);
        _state = state;
        return [.. _sent];
    }
}
