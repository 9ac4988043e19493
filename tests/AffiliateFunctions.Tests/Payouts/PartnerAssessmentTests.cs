using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Settings;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBooks;
using Azure.Data.Tables;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.Payouts;

public sealed class PartnerAssessmentTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly CycleKey Key = new(FeatureHost.Slug, Period.Parse("2026-10"));
    private static readonly PartnerId Id = PartnerId.Parse("prt_1");

    private readonly Mock<ILedger> _ledger = new();
    private string _holder = "Agency";
    private PayoutSettings? _settings;
    private string? _detail;

    [Fact]
    public async Task Nothing_due_is_not_paid()
    {
        Due(0);
        Assert.Equal((0L, "nothing_due"), await AssessAsync(Partner()));
    }

    [Fact]
    public async Task What_was_due_before_the_end_of_the_period_is_paid()
    {
        Due(5_000);
        Assert.Equal((5_000L, null), await AssessAsync(Partner()));
        _ledger.Verify(ledger =>
            ledger.DueAsync(
                Key.Program,
                new[] { Id },
                It.Is<PayoutRun>(run => run.CutOff == new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero)),
                new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero),
                default
            )
        );
    }

    // The cycle failed between the reservation and its sum, and was started again: nothing is due any more, since it is
    // reserved.
    [Fact]
    public async Task What_an_earlier_run_of_the_cycle_has_reserved_is_paid()
    {
        Due(5_000, isReserved: true);
        Assert.Equal((5_000L, null), await AssessAsync(Partner(), Id));
    }

    [Fact]
    public async Task New_payout_details_get_no_payout_for_three_days()
    {
        Due(5_000);
        var change = new DateTimeOffset(2026, 10, 30, 12, 0, 0, TimeSpan.Zero);
        var partner = Partner();
        var changed = partner with { Payout = partner.Payout with { ChangedAt = change } };

        Assert.Equal((5_000L, "payout_details_changed"), await AssessAsync(changed));
        Assert.Equal(
            (5_000L, null),
            await AssessAsync(changed with { Payout = partner.Payout with { ChangedAt = change.AddDays(-1) } })
        );
    }

    [Fact]
    public async Task An_excluded_partner_is_not_paid()
    {
        Due(5_000);
        Assert.Equal((5_000L, "excluded"), await AssessAsync(Partner(), Id));
    }

    [Fact]
    public async Task A_tax_form_is_missing_from_the_day_after_its_last_day()
    {
        Due(5_000);
        var partner = Partner();

        Assert.Equal(
            (5_000L, null),
            await AssessAsync(partner with { Tax = new PartnerTax("w8ben", "verified", new DateOnly(2026, 11, 1)) })
        );
        Assert.Equal(
            (5_000L, "tax_form_missing"),
            await AssessAsync(partner with { Tax = new PartnerTax("w8ben", "verified", new DateOnly(2026, 10, 31)) })
        );
    }

    [Fact]
    public async Task Details_that_the_file_of_the_bank_cannot_carry_are_named_before_anybody_approves()
    {
        Due(5_000);
        _holder = "=cmd()";
        Assert.Equal((5_000L, null), await AssessAsync(Partner()));

        _settings = new PayoutSettings(
            new AchSettings("ACME", "1123456789", "121042882", "BANK", "121042882", "1123456789", "COMMISSION")
        );
        Assert.Equal((5_000L, "payout_details_invalid"), await AssessAsync(Partner()));
        Assert.StartsWith("Account holder: The text begins with =", _detail, StringComparison.Ordinal);
    }

    private void Due(long amount, bool isReserved = false) =>
        _ledger
            .Setup(ledger =>
                ledger.DueAsync(
                    Key.Program,
                    It.IsAny<IReadOnlyCollection<PartnerId>>(),
                    It.IsAny<PayoutRun>(),
                    It.IsAny<DateTimeOffset>(),
                    default
                )
            )
            .ReturnsAsync(new Dictionary<PartnerId, PayoutDue> { [Id] = new(amount, isReserved) });

    // The clock of the host stands at noon of 1 November 2026.
    private async Task<(long Due, string? Refusal)> AssessAsync(Partner partner, params PartnerId[] excluded)
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        await host.Get<TableServiceClient>().CreateTableIfNotExistsAsync(CycleStore.CyclesTable);
        var settings = new PayoutSettingsStore(host.Get<StorageTables>(), host.Get<EncryptedText>());
        if (_settings is not null)
        {
            await settings.SubmitAsync(Key.Program, _settings, "ann@example.com", host.Clock.GetUtcNow(), default);
        }

        var cycle = new StoredCycle
        {
            Program = Key.Program,
            Period = Key.Period,
            Status = CycleStatus.Closing,
            StartedBy = "key",
            StartedAt = host.Clock.GetUtcNow(),
            Currency = "USD",
            Excluded = new CycleExclusions([], excluded),
            PayoutSettings = _settings is null ? null : 1,
        };
        var details = new PayoutDetails(
            "ach",
            new Dictionary<string, string>
            {
                ["account_holder"] = _holder,
                ["routing_number"] = "021000021",
                ["account_number"] = "123456789",
                ["account_type"] = "checking",
            }
        );
        var rules = new Mock<IRuleBooks>();
        rules.Setup(books => books.TimelineAsync(Key.Program, default)).ReturnsAsync(new RuleBookTimeline([]));
        var program = await host.Get<IPrograms>().FindAsync(Key.Program, default);
        var verdicts = await new PartnerAssessment(
            _ledger.Object,
            new PayoutPolicies(rules.Object, host.Clock),
            settings,
            host.Clock
        ).AssessAsync(program!, cycle, [new PartnerWithDetails(partner, () => details)], default);
        var verdict = Assert.Single(verdicts);
        _detail = verdict.Detail;
        return (verdict.Due, verdict.Refusal);
    }

    private static Partner Partner() =>
        new()
        {
            Id = Id,
            Program = Key.Program,
            Name = "Contact",
            Email = "contact@partner.example.org",
            Company = "Partner",
            Country = "US",
            Status = PartnerStatus.Active,
            StatusSince = DateTimeOffset.UnixEpoch,
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
