using Affiliate.Domain.Identity;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Cycles.Activities;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tests.Tracking.Doubles;
using Azure;
using Moq;
using Testing;
using Testing.Tables;
using static AffiliateFunctions.Tests.Ledger.Effects;
using static AffiliateFunctions.Tests.Ledger.LedgerHost;
using IPartners = AffiliateFunctions.Onboarding.IPartners;
using OpenCommissions = AffiliateFunctions.Onboarding.OpenCommissions;
using PartnerClosing = AffiliateFunctions.Onboarding.PartnerClosing;
using PartnerStatus = AffiliateFunctions.Onboarding.PartnerStatus;
using StoredPartner = AffiliateFunctions.Onboarding.Partner;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>What an approver excludes on the page is taken out of the cycle, in the ledger too.</summary>
public sealed class ExcludeFromCycleTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Account = "hash";

    private static readonly CycleKey Key = new(Slug, November);

    [Fact]
    public async Task A_partner_and_a_single_commission_are_taken_out_and_stay_payable()
    {
        await using var scene = await BeginAsync();

        await scene.ExcludeAsync(Other.Value, $"{Partner}/{scene.Lines[1]}");

        var cycle = await scene.CycleAsync();
        Assert.Equal((1, 2_000L), (cycle.Partners, cycle.Total));
        Assert.Equal(StoredPayout.Fingerprint(await scene.ReservedAsync()), cycle.Fingerprint);
        Assert.Equal(
            [(Other, null, 1_000L), (Partner, (CommissionId?)scene.Lines[1], 1_000L)],
            cycle.ExcludedByApprovers.Select(excluded => (excluded.Partner, excluded.Commission, excluded.Amount))
        );
        Assert.All(
            cycle.ExcludedByApprovers,
            excluded => Assert.Equal(("finance@example.com", "Disputed"), (excluded.Actor, excluded.Reason))
        );
        var skipped = Assert.Single(await scene.SkippedPartners.SkippedAsync(cycle));
        Assert.Equal((Other, 1_000, "excluded"), (skipped.Partner, skipped.Amount, skipped.Reason));
        Assert.Equal([scene.Lines[0], scene.Lines[2]], Assert.Single(await scene.ReservedAsync()).Lines.Select(LineOf));
        Assert.Equal((1_000, 2_000), await scene.BalanceAsync(Partner));
        Assert.Equal((1_000, 0), await scene.BalanceAsync(Other));
        Assert.Equal(
            [
                ("payout_excluded", "finance@example.com", "Disputed"),
                ("commission_excluded", "finance@example.com", "Disputed"),
                ("payout_dropped", "finance@example.com", "excluded"),
            ],
            scene.Host.Audit.Entries.Values.Select(entry => (entry.Action, entry.Actor, entry.Reason))
        );
        await scene.VerifyAsync();
    }

    [Fact]
    public async Task A_payout_of_which_too_little_is_left_is_taken_out_as_a_whole()
    {
        await using var scene = await BeginAsync(minimum: 2_500);

        await scene.ExcludeAsync($"{Partner}/{scene.Lines[0]}");

        var cycle = await scene.CycleAsync();
        Assert.Equal((1, 1_000L), (cycle.Partners, cycle.Total));
        var skipped = Assert.Single(await scene.SkippedPartners.SkippedAsync(cycle));
        Assert.Equal((Partner, 2_000, "below_minimum"), (skipped.Partner, skipped.Amount, skipped.Reason));
        Assert.Equal((3_000, 0), await scene.BalanceAsync(Partner));
        await scene.VerifyAsync();
    }

    [Fact]
    public async Task The_last_payout_of_a_partner_that_has_left_stays_however_little_is_left()
    {
        await using var scene = await BeginAsync(minimum: 2_500);
        scene.Close(Partner);

        await scene.ExcludeAsync($"{Partner}/{scene.Lines[0]}");

        var cycle = await scene.CycleAsync();
        Assert.Equal((2, 3_000L), (cycle.Partners, cycle.Total));
        Assert.Empty(await scene.SkippedPartners.SkippedAsync(cycle));
        Assert.Equal((1_000, 2_000), await scene.BalanceAsync(Partner));
        await scene.VerifyAsync();
    }

    [Fact]
    public async Task A_payout_of_which_nothing_is_left_is_excluded()
    {
        await using var scene = await BeginAsync();

        await scene.ExcludeAsync([.. scene.Lines.Select(line => $"{Partner}/{line}")]);

        var cycle = await scene.CycleAsync();
        Assert.Equal((1, "excluded"), (cycle.Partners, Assert.Single(cycle.Dropped).Reason));
        Assert.Equal((3_000, 0), await scene.BalanceAsync(Partner));
        await scene.VerifyAsync();
    }

    [Fact]
    public async Task Later_attempts_of_the_cycle_do_not_pay_what_was_excluded_and_the_next_cycle_does()
    {
        await using var scene = await BeginAsync();
        await scene.ExcludeAsync(Other.Value, $"{Partner}/{scene.Lines[1]}");
        await scene.Releases.ReadPayoutsAsync(await scene.CycleAsync(), default).ToListAsync();
        foreach (var partner in new[] { Partner, Other })
        {
            await scene.Host.Ledger.ReleaseAsync(Slug, partner, November, "cycle_rejected", default);
        }

        var again = (await scene.CycleAsync() with { Status = CycleStatus.Rejected }).Again(
            "key",
            scene.Host.Clock.GetUtcNow(),
            new CycleExclusions([], []),
            payoutSettings: null,
            apiMethods: []
        );
        var run = again.RunIn(TimeZoneInfo.Utc) with { CutOff = DateTimeOffset.MaxValue };

        Assert.Equal((true, false), (again.Excludes(Other), again.Excludes(Partner)));
        Assert.Equal(2_000, (await scene.Host.Ledger.DueAsync(Slug, Partner, run, default)).Amount);
        Assert.Equal(2_000, (await scene.Host.Ledger.ReserveAsync(Slug, Partner, run, default)).Amount);
        Assert.Equal(1_000, (await scene.Host.Ledger.ReserveAsync(Slug, Partner, December, default)).Amount);
        Assert.Equal(1_000, (await scene.Host.Ledger.ReserveAsync(Slug, Other, December, default)).Amount);
        await scene.VerifyAsync();
    }

    [Fact]
    public async Task A_step_of_an_approved_cycle_or_of_an_outdated_attempt_excludes_nothing()
    {
        await using var scene = await BeginAsync();
        await scene.Cycles.ChangeAsync(Slug, November, cycle => cycle with { Status = CycleStatus.Approved }, default);
        await scene.ExcludeAsync(Other.Value);
        Assert.Empty((await scene.CycleAsync()).ExcludedByApprovers);
        Assert.Equal(2, (await scene.ReservedAsync()).Count);

        await scene.Cycles.ChangeAsync(Slug, November, cycle => cycle with { Attempt = 1 }, default);
        await Assert.ThrowsAsync<InvalidOperationException>(() => scene.ExcludeAsync(Other.Value));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Interrupted_at_any_request_to_storage_the_repeated_steps_end_as_without_the_fault(bool answerLost)
    {
        var fault = new StorageFault();
        await using var expected = await BeginAsync();
        await expected.ExcludeAsync(Other.Value, $"{Partner}/{expected.Lines[1]}");
        var fingerprint = (await expected.CycleAsync()).Fingerprint;
        var requests = 0;
        for (var failsAt = 0; failsAt <= requests; failsAt++)
        {
            fault.Arm(0, answerLost);
            await using var scene = await BeginAsync(fault: fault);
            string[] selected = [Other.Value, $"{Partner}/{scene.Lines[1]}"];
            fault.Arm(failsAt, answerLost);
            var isInterrupted = false;
            try
            {
                await scene.ExcludeAsync(selected);
                requests = failsAt == 0 ? fault.Requests : requests;
            }
            catch (Exception failed) when (failed is RequestFailedException or ContendedException)
            {
                isInterrupted = true;
                await scene.ExcludeAsync(selected);
            }

            fault.Arm(0, answerLost);
            Assert.Equal(failsAt > 0, isInterrupted);
            var cycle = await scene.CycleAsync();
            Assert.Equal((fingerprint, 1, 2_000L), (cycle.Fingerprint, cycle.Partners, cycle.Total));
            Assert.Equal((2, 1), (cycle.ExcludedByApprovers.Count, cycle.Skipped.Partners));
            Assert.Equal(fingerprint, StoredPayout.Fingerprint(await scene.ReservedAsync()));
            Assert.Equal((1_000, 2_000), await scene.BalanceAsync(Partner));
            Assert.Equal((1_000, 0), await scene.BalanceAsync(Other));
            await scene.VerifyAsync();
        }

        Assert.InRange(requests, answerLost ? 5 : 10, 100);
    }

    private static CommissionId LineOf(PayoutLine line) => line.Commission;

    private async Task<Scene> BeginAsync(long minimum = 0, StorageFault? fault = null)
    {
        var host = await StartAsync(azurite.TakeAccount(), fault, tables: new MemoryTables());
        var tables = host.Get<StorageTables>();
        await tables[CycleStore.CyclesTable].CreateAsync();
        await tables[CycleStore.PayoutsTable].CreateAsync();
        await host.Accruals.ApplyAsync(Slug, Partner, [Sale("sale-1"), Sale("sale-2"), Sale("sale-3")], default);
        await host.Accruals.ApplyAsync(Slug, Other, [Sale("sale-4", credited: [Other])], default);
        var scene = new Scene(host, minimum);
        await scene.ReserveAsync();
        return scene;
    }

    private sealed class Scene(LedgerHost host, long minimum) : IAsyncDisposable
    {
        private readonly Mock<IPartners> partners = new();

        public LedgerHost Host => host;

        public CycleStore Cycles { get; } = new(host.Get<StorageTables>());

        public SkippedPartnerStore SkippedPartners { get; } = new(host.Get<StorageTables>());

        public PayoutReleases Releases => new(host.Ledger, Cycles, host.Clock);

        public IReadOnlyList<CommissionId> Lines { get; private set; } = [];

        public async Task ReserveAsync()
        {
            var payouts = new List<StoredPayout>();
            foreach (var partner in new[] { Partner, Other })
            {
                await host.Ledger.MatureAsync(Slug, partner, SaleAt.AddDays(30), default);
                var reserved = await host.Ledger.ReserveAsync(Slug, partner, November, default);
                payouts.Add(PayoutOf(partner, reserved));
            }

            Lines = [.. payouts[0].Lines.Select(LineOf)];
            await Cycles.BeginAsync(
                new StoredCycle
                {
                    Program = Slug,
                    Period = November,
                    Status = CycleStatus.AwaitingApproval,
                    StartedBy = "key",
                    StartedAt = host.Clock.GetUtcNow(),
                    Currency = "USD",
                }.With(payouts),
                default
            );
            foreach (var payout in payouts)
            {
                await Cycles.PutPayoutAsync(Slug, November, payout, default);
            }

            SetPartners(CyclePartners.Of);
        }

        // The partner leaves during the approval and is paid what it has earned.
        public void Close(PartnerId closed) =>
            SetPartners(id =>
                id == closed
                    ? CyclePartners.Of(id) with
                    {
                        Status = PartnerStatus.Closed,
                        Closing = PartnerClosing.At(host.Clock.GetUtcNow(), OpenCommissions.Pay),
                    }
                    : CyclePartners.Of(id)
            );

        private void SetPartners(Func<PartnerId, StoredPartner> partnerOf) =>
            partners
                .Setup(stored => stored.FindAllAsync(Slug, It.IsAny<IEnumerable<PartnerId>>(), default))
                .ReturnsAsync(new[] { Partner, Other }.ToDictionary(id => id, partnerOf));

        // The steps of the orchestration after the decision.
        public async Task ExcludeAsync(params string[] selected)
        {
            var approvals = new Mock<IApprovals>();
            approvals
                .Setup(stored => stored.FindSelectionAsync(Slug, "cycle-2026-11-finance", default))
                .ReturnsAsync(selected);
            var outcome = new ApprovalOutcome(
                "cycle-2026-11-finance",
                PrepareCycleApproval.Exclude,
                "finance@example.com",
                "Disputed",
                null,
                host.Clock.GetUtcNow(),
                host.Clock.GetUtcNow()
            );
            await new ExcludeFromCycle(Cycles, approvals.Object, host.Audit).RunAsync(
                new ExcludeFromCycle.Input(Key, outcome),
                default
            );
            await new DropChangedPayouts(
                host.Get<IPrograms>(),
                partners.Object,
                Cycles,
                SkippedPartners,
                new MonthlyPayoutStore(host.Get<StorageTables>()),
                Releases,
                new PayoutPolicies(
                    new OneRuleBook(
                        $$"""
                        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"} }],
                        "payout": {"minimum": {{minimum}} }
                        """
                    ),
                    host.Clock
                ),
                host.Audit,
                host.Clock
            ).RunAsync(Key, default);
        }

        public Task<StoredCycle> CycleAsync() => Cycles.RequireAsync(Slug, November, default);

        public async Task<List<StoredPayout>> ReservedAsync() =>
            [
                .. (await Cycles.AllPayoutsAsync(Slug, November, default)).Where(payout =>
                    payout.Status == PayoutStatus.Reserved
                ),
            ];

        public async Task<(long Payable, long InPayout)> BalanceAsync(PartnerId partner)
        {
            var balance = await host.Ledger.BalanceAsync(Slug, partner, default);
            return (balance.Payable, balance.InPayout);
        }

        public async Task VerifyAsync() => Assert.Empty((await host.Ledger.VerifyAsync(Slug, default)).Mismatches);

        public ValueTask DisposeAsync() => host.DisposeAsync();

        private static StoredPayout PayoutOf(PartnerId partner, PayoutReservation reserved) =>
            new()
            {
                Id = StoredPayout.IdOf(partner, November),
                Partner = partner,
                Name = "Contact",
                Method = "ach",
                Account = Account,
                Amount = reserved.Amount,
                Currency = "USD",
                Lines = reserved.Lines,
            };
    }
}
