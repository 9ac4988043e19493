using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Cycles.Activities;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using AffiliateFunctions.Tests.Tracking.Doubles;
using Azure.Data.Tables;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>Single steps of a cycle, as they meet interruptions and other cycles.</summary>
public sealed class CycleActivityTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"}}],
        "payout": {"max_monthly_total": 1000, "second_approval_above": 800}
        """;

    private static readonly PartnerId First = PartnerId.Parse("prt_1");
    private static readonly PartnerId Second = PartnerId.Parse("prt_2");
    private static readonly Period September = Period.Parse("2026-09");
    private static readonly Period October = Period.Parse("2026-10");

    private readonly Mock<ILedger> _ledger = new();

    [Fact]
    public async Task Monthly_limits_count_all_cycles_of_the_calendar_month()
    {
        await using var host = await StartAsync();
        var cycles = new CycleStore(host.Get<StorageTables>());
        await BeginAsync(host, cycles, September, Payout(September, First, 600));
        await BeginAsync(host, cycles, October, Payout(October, First, 300), Payout(October, Second, 400));

        await ComputeAsync(host, cycles, September);
        await ComputeAsync(host, cycles, October);
        // The step was interrupted after its end, and is repeated.
        await ComputeAsync(host, cycles, October);

        var (september, october) = (await CycleAsync(cycles, September), await CycleAsync(cycles, October));
        Assert.Equal((600, false), (september.Total, september.NeedsSecondApproval));
        Assert.Equal((300, true), (october.Total, october.NeedsSecondApproval));
        var skipped = Assert.Single(october.Skipped);
        Assert.Equal((Second, 400, "monthly_limit"), (skipped.Partner, skipped.Amount, skipped.Reason));
        _ledger.Verify(ledger =>
            ledger.ReleaseAsync(FeatureHost.Slug, Second, October, "monthly_limit", It.IsAny<CancellationToken>())
        );
    }

    [Fact]
    public async Task A_payout_that_an_interrupted_run_has_released_is_not_written_by_the_next()
    {
        await using var host = await StartAsync();
        var cycles = new CycleStore(host.Get<StorageTables>());
        var payouts = new[] { Payout(October, First, 300), Payout(October, Second, 400) };
        await BeginAsync(host, cycles, October, payouts);
        await cycles.ChangeAsync(
            FeatureHost.Slug,
            October,
            cycle => cycle.With(payouts) with { Status = CycleStatus.Approved },
            default
        );
        var accounts = new Dictionary<PartnerId, string> { [First] = "another account", [Second] = "account of prt_2" };

        await Assert.ThrowsAsync<IOException>(() => WriteAsync(host, cycles, accounts, auditFails: true));
        accounts[First] = "account of prt_1";
        await WriteAsync(host, cycles, accounts, auditFails: false);

        var file = Assert.Single((await CycleAsync(cycles, October)).Files);
        Assert.Equal((1, 400), (file.Payouts, file.Total));
        var released = await cycles.FindPayoutAsync(FeatureHost.Slug, October, First, default);
        Assert.Equal((PayoutStatus.Failed, "payout_details_changed"), (released!.Status, released.Reason));
        _ledger.Verify(
            ledger => ledger.ReleaseAsync(FeatureHost.Slug, First, October, It.IsAny<string>(), default),
            Times.Once
        );
    }

    [Fact]
    public async Task Approvals_of_other_payouts_do_not_count()
    {
        await using var host = await StartAsync();
        var cycles = new CycleStore(host.Get<StorageTables>());
        var payout = Payout(October, First, 300);
        await BeginAsync(host, cycles, October, payout);
        var key = new CycleKey(FeatureHost.Slug, October);
        await cycles.ChangeAsync(
            FeatureHost.Slug,
            October,
            cycle => cycle.With([payout]) with { Status = CycleStatus.AwaitingApproval },
            default
        );
        var mark = new MarkCycleApproved(cycles, host.Clock);
        var other = StoredPayout.Fingerprint([payout with { Account = "another account" }]);

        Assert.False(await mark.RunAsync(new MarkCycleApproved.Input(key, other), default));
        Assert.Equal(CycleStatus.AwaitingApproval, (await CycleAsync(cycles, October)).Status);
        Assert.True(await mark.RunAsync(new MarkCycleApproved.Input(key, StoredPayout.Fingerprint([payout])), default));
        Assert.Equal(CycleStatus.Approved, (await CycleAsync(cycles, October)).Status);
    }

    private async Task<FeatureHost> StartAsync()
    {
        var host = await FeatureHost.StartAsync(azurite.TakeAccount(), maxPartners: null);
        foreach (var table in new[] { CycleStore.CyclesTable, CycleStore.PayoutsTable })
        {
            await host.Get<TableServiceClient>().CreateTableIfNotExistsAsync(table);
        }

        var programs = host.Get<ProgramStore>();
        var (program, version) = (await programs.ReadAsync(FeatureHost.Slug, default))!.Value;
        await programs.ReplaceAsync(
            program with
            {
                Limits = program.Limits with { MaxMonthlyPayout = null },
            },
            version,
            default
        );
        return host;
    }

    private static async Task BeginAsync(
        FeatureHost host,
        CycleStore cycles,
        Period period,
        params StoredPayout[] payouts
    )
    {
        await cycles.BeginAsync(
            new StoredCycle
            {
                Program = FeatureHost.Slug,
                Period = period,
                Status = CycleStatus.Closing,
                StartedBy = "key",
                StartedAt = host.Clock.GetUtcNow(),
                Currency = "USD",
            },
            default
        );
        foreach (var payout in payouts)
        {
            await cycles.PutPayoutAsync(FeatureHost.Slug, period, payout, default);
        }
    }

    private Task<ComputedCycle> ComputeAsync(FeatureHost host, CycleStore cycles, Period period) =>
        new ComputeCycle(
            host.Get<IPrograms>(),
            cycles,
            new MonthlyPayoutStore(host.Get<StorageTables>()),
            new PayoutReleases(_ledger.Object, cycles, host.Clock),
            new PayoutPolicies(new OneRuleBook(Rules), host.Clock)
        ).RunAsync(new ComputeCycle.Input(new CycleKey(FeatureHost.Slug, period), []), default);

    private Task WriteAsync(
        FeatureHost host,
        CycleStore cycles,
        IReadOnlyDictionary<PartnerId, string> accounts,
        bool auditFails
    )
    {
        var partners = new Mock<IPartners>();
        foreach (var (partner, account) in accounts)
        {
            partners
                .Setup(stored => stored.FindAsync(FeatureHost.Slug, partner, default))
                .ReturnsAsync(Partner(partner));
            partners
                .Setup(stored => stored.ReadPayoutDetailsAsync(FeatureHost.Slug, partner, default))
                .ReturnsAsync(
                    new PayoutDetails("ach", new Dictionary<string, string> { ["account_number"] = account })
                );
        }

        partners
            .Setup(stored => stored.AccountOf(It.IsAny<PayoutDetails>()))
            .Returns((PayoutDetails details) => details.Fields["account_number"]);
        var audit = new Mock<IAuditLog>();
        if (auditFails)
        {
            audit
                .Setup(log => log.RecordAsync(It.IsAny<AuditEntry>(), default))
                .ThrowsAsync(new IOException("Storage is away."));
        }

        return new WritePaymentFiles(
            cycles,
            new PayoutReleases(_ledger.Object, cycles, host.Clock),
            partners.Object,
            host.Get<EncryptedText>(),
            audit.Object,
            host.Clock
        ).RunAsync(new CycleKey(FeatureHost.Slug, October), default);
    }

    private static Task<StoredCycle> CycleAsync(CycleStore cycles, Period period) =>
        cycles.RequireAsync(FeatureHost.Slug, period, default);

    private static StoredPayout Payout(Period period, PartnerId partner, long amount) =>
        new()
        {
            Id = StoredPayout.IdOf(partner, period),
            Partner = partner,
            Name = "Agency",
            Method = "ach",
            Account = $"account of {partner}",
            Amount = amount,
            Currency = "USD",
            Lines = [new PayoutLine(CommissionId.Parse($"com_{amount:D32}"), "Share", amount)],
        };

    private static Partner Partner(PartnerId id) =>
        new()
        {
            Id = id,
            Program = FeatureHost.Slug,
            Name = "Contact",
            Email = "contact@partner.example.org",
            Company = "Partner",
            Country = "US",
            Status = PartnerStatus.Active,
            Group = "default",
            Code = "p1",
            Coupons = [],
            Tax = new PartnerTax(null, "verified"),
            Payout = new PartnerPayout("ach", null),
            Terms = new PartnerTerms(null, null),
            ApprovedBy = "key",
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
}
