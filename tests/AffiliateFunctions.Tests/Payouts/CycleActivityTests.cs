using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Ids;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Cycles.Activities;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Rails;
using AffiliateFunctions.Payouts.Settings;
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
    private static readonly PartnerId First = PartnerId.Parse("prt_1");
    private static readonly PartnerId Second = PartnerId.Parse("prt_2");
    private static readonly Period September = Period.Parse("2026-09");
    private static readonly Period October = Period.Parse("2026-10");

    private readonly Mock<ILedger> _ledger = new();
    private readonly List<PartnerId> _released = [];

    [Theory]
    [InlineData(null, 1000L)]
    [InlineData(1000L, null)]
    public async Task Monthly_limits_count_all_cycles_of_the_calendar_month(long? pilot, long? rules)
    {
        await using var host = await StartAsync(pilot);
        var cycles = new CycleStore(host.Get<StorageTables>());
        await BeginAsync(host, cycles, September, Payout(September, First, 600));
        await BeginAsync(host, cycles, October, Payout(October, First, 300), Payout(October, Second, 400));

        await ComputeAsync(host, cycles, September, rules);
        await ComputeAsync(host, cycles, October, rules);
        // The step was interrupted after its end, and is repeated.
        await ComputeAsync(host, cycles, October, rules);

        var (september, october) = (await CycleAsync(cycles, September), await CycleAsync(cycles, October));
        Assert.Equal((600, false), (september.Total, september.NeedsSecondApproval));
        Assert.Equal((300, true), (october.Total, october.NeedsSecondApproval));
        Assert.Equal(new SkippedTotals(1, 400), october.Skipped);
        var skipped = Assert.Single(await new SkippedPartnerStore(host.Get<StorageTables>()).SkippedAsync(october));
        Assert.Equal((Second, 400, "monthly_limit"), (skipped.Partner, skipped.Amount, skipped.Reason));
        _ledger.Verify(ledger =>
            ledger.ReleaseAsync(FeatureHost.Slug, Second, October, "monthly_limit", It.IsAny<CancellationToken>())
        );
    }

    [Fact]
    public async Task All_payouts_beyond_the_limit_are_released_with_their_reasons()
    {
        await using var host = await StartAsync();
        var cycles = new CycleStore(host.Get<StorageTables>());
        var payouts = Enumerable
            .Range(1, 203)
            .Select(number => Payout(October, PartnerId.Parse($"prt_{number:D3}"), 100))
            .ToArray();
        await BeginAsync(host, cycles, October, payouts);

        await ComputeAsync(host, cycles, October, max: 200);

        var cycle = await CycleAsync(cycles, October);
        Assert.Equal((200, new SkippedTotals(201, 20_100)), (cycle.Total, cycle.Skipped));
        var skipped = await new SkippedPartnerStore(host.Get<StorageTables>()).SkippedAsync(cycle);
        Assert.All(skipped, partner => Assert.Equal("monthly_limit", partner.Reason));
        _ledger.Verify(
            ledger =>
                ledger.ReleaseAsync(
                    FeatureHost.Slug,
                    It.IsAny<PartnerId>(),
                    October,
                    "monthly_limit",
                    It.IsAny<CancellationToken>()
                ),
            Times.Exactly(201)
        );
    }

    [Theory]
    [InlineData("ledger")]
    [InlineData("details")]
    [InlineData("audit")]
    public async Task A_payout_that_an_interrupted_run_has_released_is_not_paid_if_the_partner_changes_back(
        string fault
    )
    {
        await using var host = await StartAsync();
        var cycles = new CycleStore(host.Get<StorageTables>());
        await ApproveAsync(host, cycles);
        var accounts = new Dictionary<PartnerId, string> { [First] = "another account", [Second] = "account of prt_2" };

        await Assert.ThrowsAsync<IOException>(() => WriteAsync(host, cycles, accounts, fault));
        accounts[First] = "account of prt_1";
        await WriteAsync(host, cycles, accounts, fault: null);

        var cycle = await CycleAsync(cycles, October);
        var file = Assert.Single(cycle.Files);
        Assert.Equal((CycleStatus.Paying, 1, 400), (cycle.Status, file.Payouts, file.Total));
        var released = await cycles.FindPayoutAsync(FeatureHost.Slug, October, First, default);
        Assert.Equal(
            (PayoutStatus.Failed, "payout_details_changed", false),
            (released!.Status, released.Reason, released.IsReleasing)
        );
        Assert.Equal([First], _released);
    }

    [Fact]
    public async Task Files_that_were_handed_over_are_not_written_again()
    {
        await using var host = await StartAsync();
        var cycles = new CycleStore(host.Get<StorageTables>());
        await ApproveAsync(host, cycles);
        var accounts = new Dictionary<PartnerId, string>
        {
            [First] = "account of prt_1",
            [Second] = "account of prt_2",
        };
        await WriteAsync(host, cycles, accounts, fault: null);
        var before = (await CycleAsync(cycles, October)).Files;

        accounts[First] = "another account";
        await WriteAsync(host, cycles, accounts, fault: null);

        Assert.Equal(before, (await CycleAsync(cycles, October)).Files);
        Assert.Equal(700, before.Single().Total);
        Assert.Empty(_released);
    }

    [Fact]
    public async Task A_step_of_an_attempt_that_was_started_again_changes_nothing()
    {
        await using var host = await StartAsync();
        var cycles = new CycleStore(host.Get<StorageTables>());
        await ApproveAsync(host, cycles);
        await cycles.ChangeAsync(FeatureHost.Slug, October, cycle => cycle with { Attempt = 1 }, default);
        var key = new CycleKey(FeatureHost.Slug, October);

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            WriteAsync(host, cycles, new Dictionary<PartnerId, string>(), fault: null)
        );
        await new ReleasePayouts(
            host.Get<IPrograms>(),
            cycles,
            new MonthlyPayoutStore(host.Get<StorageTables>()),
            new PayoutReleases(_ledger.Object, cycles, host.Clock),
            host.Get<IAuditLog>(),
            host.Clock
        ).RunAsync(key, default);

        Assert.Equal(CycleStatus.Rejected, (await new FindComputedCycle(cycles).RunAsync(key, default))!.Status);
        Assert.Equal(CycleStatus.Approved, (await CycleAsync(cycles, October)).Status);
        Assert.Empty(_released);
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

    private static string RulesWith(long? max)
    {
        var limit = max is null ? string.Empty : $"\"max_monthly_total\": {max}, ";
        return $$$"""
            "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"}}],
            "payout": { {{{limit}}} "second_approval_above": 800}
            """;
    }

    private async Task<FeatureHost> StartAsync(long? pilotLimit = null)
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
                Limits = program.Limits with { MaxMonthlyPayout = pilotLimit },
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

    private Task<ComputedCycle> ComputeAsync(FeatureHost host, CycleStore cycles, Period period, long? max) =>
        new ComputeCycle(
            host.Get<IPrograms>(),
            cycles,
            new SkippedPartnerStore(host.Get<StorageTables>()),
            new MonthlyPayoutStore(host.Get<StorageTables>()),
            new PayoutReleases(_ledger.Object, cycles, host.Clock),
            new PayoutPolicies(new OneRuleBook(RulesWith(max)), host.Clock)
        ).RunAsync(new CycleKey(FeatureHost.Slug, period), default);

    private static async Task ApproveAsync(FeatureHost host, CycleStore cycles)
    {
        var payouts = new[] { Payout(October, First, 300), Payout(October, Second, 400) };
        await BeginAsync(host, cycles, October, payouts);
        await cycles.ChangeAsync(
            FeatureHost.Slug,
            October,
            cycle => cycle.With(payouts) with { Status = CycleStatus.Approved },
            default
        );
    }

    // The fault is met after the first payout was taken out: in the ledger, before the file or after it.
    private Task WriteAsync(
        FeatureHost host,
        CycleStore cycles,
        IReadOnlyDictionary<PartnerId, string> accounts,
        string? fault
    )
    {
        var away = new IOException("Storage is away.");
        var partners = new Mock<IPartners>();
        partners
            .Setup(stored => stored.FindPayeesAsync(FeatureHost.Slug, It.IsAny<IEnumerable<PartnerId>>(), default))
            .ReturnsAsync(
                accounts.ToDictionary(
                    account => account.Key,
                    account => new PartnerWithDetails(
                        Partner(account.Key),
                        () =>
                            fault == "details" && account.Key == Second
                                ? throw away
                                : new PayoutDetails(
                                    "ach",
                                    new Dictionary<string, string>
                                    {
                                        ["account_holder"] = "Agency",
                                        ["routing_number"] = "021000021",
                                        ["account_number"] = account.Value,
                                        ["account_type"] = "checking",
                                    }
                                )
                    )
                )
            );
        partners
            .Setup(stored => stored.AccountOf(It.IsAny<PayoutDetails>()))
            .Returns((PayoutDetails details) => details.Fields["account_number"]);
        _ledger
            .Setup(ledger =>
                ledger.ReleaseAsync(FeatureHost.Slug, It.IsAny<PartnerId>(), October, It.IsAny<string>(), default)
            )
            .Returns(
                (ProgramSlug _, PartnerId partner, Period _, string _, CancellationToken _) =>
                {
                    if (fault == "ledger")
                    {
                        throw away;
                    }

                    _released.Add(partner);
                    return Task.CompletedTask;
                }
            );
        var audit = new Mock<IAuditLog>();
        audit
            .Setup(log => log.RecordAsync(It.IsAny<AuditEntry>(), default))
            .Returns(() => fault == "audit" ? throw away : Task.CompletedTask);
        var releases = new PayoutReleases(_ledger.Object, cycles, host.Clock);
        var unpaid = new UnpaidPayouts(cycles, new SkippedPartnerStore(host.Get<StorageTables>()), releases);
        return new WritePaymentFiles(
            host.Get<IPrograms>(),
            cycles,
            new ApprovedPayments(partners.Object, releases, unpaid),
            unpaid,
            new PayoutRails(new FileRail(), []),
            new PayoutSettingsStore(host.Get<StorageTables>(), host.Get<EncryptedText>()),
            new PaymentFileStore(host.Get<StorageTables>(), host.Get<EncryptedText>()),
            audit.Object,
            new IdSource(host.Clock),
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
