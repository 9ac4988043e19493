using AffiliateFunctions.PartnerPages.Earnings;
using AffiliateFunctions.PartnerPages.Sessions;
using AffiliateFunctions.Payouts;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tests.Payouts;
using Testing;

namespace AffiliateFunctions.Tests.PartnerPages;

/// <summary>A partner's page promises no payout that the program has not approved.</summary>
public sealed class PayoutStatusTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Theory]
    [InlineData(CycleStatus.Closing, "Not decided yet", "Waits for the program's approval")]
    [InlineData(CycleStatus.Computed, "Not decided yet", "Waits for the program's approval")]
    [InlineData(CycleStatus.AwaitingApproval, "Not decided yet", "Waits for the program's approval")]
    [InlineData(CycleStatus.Approved, "Nothing was paid", "On its way")]
    [InlineData(CycleStatus.Paying, "Nothing was paid", "On its way")]
    [InlineData(CycleStatus.Settled, "Nothing was paid", "On its way")]
    public async Task A_month_without_a_payout_and_a_reserved_payout_wait_for_the_approval(
        CycleStatus status,
        string withoutPayout,
        string withReserved
    )
    {
        await using var host = await CycleHost.StartAsync(azurite.TakeAccount(), new StorageFault());
        await host.Get<CycleStore>().BeginAsync(Cycle(status), default);
        var partner = CyclePartners.Of(Effects.Partner);
        var month = await host.Get<IPartnerPayouts>()
            .MonthsAsync(LedgerHost.Program, partner, before: null, default)
            .SingleAsync();
        var account = new PartnerAccount(LedgerHost.Program, partner, FormToken: string.Empty);
        var reserved = new MonthPayout(1000, "USD", "reserved", "ach", SettledAt: null, Reason: null);
        Assert.Equal(withoutPayout, ShowPartnerPayouts.StatusOf(account, month).Text);
        Assert.Equal(withReserved, ShowPartnerPayouts.StatusOf(account, month with { Payout = reserved }).Text);
    }

    private static StoredCycle Cycle(CycleStatus status) =>
        new()
        {
            Program = CycleHost.Slug,
            Period = CycleHost.Key.Period,
            Status = status,
            StartedBy = "key",
            StartedAt = CycleHost.FirstDay,
            Currency = "USD",
        };
}
