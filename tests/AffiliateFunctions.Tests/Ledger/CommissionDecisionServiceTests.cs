using Affiliate.Domain.Ledger;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Ledger.Commissions;
using Testing;
using static AffiliateFunctions.Tests.Ledger.Effects;
using static AffiliateFunctions.Tests.Ledger.LedgerHost;

namespace AffiliateFunctions.Tests.Ledger;

public sealed class CommissionDecisionServiceTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Theory]
    [InlineData(HoldDecisionKind.Release, "pending", 1000, "commission_released")]
    [InlineData(HoldDecisionKind.Reverse, "reversed", 0, "commission_reversed")]
    public async Task A_decision_ends_a_hold_once_and_is_recorded_once(
        HoldDecisionKind kind,
        string status,
        long pending,
        string action
    )
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var id = (await host.Accruals.ApplyAsync(Slug, Partner, [Sale("sale-1", hold: "self_referral")], default))[0]
            .Commissions[0]
            .Value;

        var decided = await DecideAsync(host, id, kind);
        var again = await DecideAsync(host, id, kind);

        Assert.Equal((status, status), (decided.Value!.Status, again.Value!.Status));
        Assert.Equal(pending, (await host.Ledger.BalanceAsync(Slug, Partner, default)).Pending);
        Assert.Equal(
            (action, "finance@example.com"),
            (Assert.Single(host.Audit.Entries.Values).Action, host.Audit.Entries.Values.First().Actor)
        );
    }

    [Fact]
    public async Task Another_decision_than_the_first_is_a_conflict()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var id = (await host.Accruals.ApplyAsync(Slug, Partner, [Sale("sale-1", hold: "self_referral")], default))[0]
            .Commissions[0]
            .Value;

        var decided = await Task.WhenAll(
            DecideAsync(host, id, HoldDecisionKind.Release),
            DecideAsync(host, id, HoldDecisionKind.Reverse)
        );

        Assert.Single(decided, result => result.Succeeded);
        Assert.Equal(ProblemKind.Conflict, decided.Single(result => !result.Succeeded).Problem!.Kind);
    }

    [Theory]
    [InlineData(false, true, false)]
    [InlineData(true, true, true)]
    [InlineData(true, false, true)]
    public async Task A_fraud_that_the_first_decision_did_not_say_is_a_conflict(bool first, bool second, bool succeeds)
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var id = (await host.Accruals.ApplyAsync(Slug, Partner, [Sale("sale-1", hold: "self_referral")], default))[0]
            .Commissions[0]
            .Value;

        Assert.True((await DecideAsync(host, id, HoldDecisionKind.Reverse, first)).Succeeded);
        Assert.Equal(succeeds, (await DecideAsync(host, id, HoldDecisionKind.Reverse, second)).Succeeded);
    }

    [Fact]
    public void Each_decision_about_a_commission_that_is_held_again_has_a_record_of_its_own()
    {
        var at = SaleAt.AddDays(1);
        var causes = new[] { (0, at), (0, at.AddDays(1)), (1, at), (1, at), (1, at.AddDays(1)) }
            .Select(decided =>
                CommissionDecisionService.CauseOf(
                    "com_1",
                    decided.Item1,
                    new HoldDecision(HoldDecisionKind.Release, "finance@example.com", "Checked", decided.Item2)
                )
            )
            .ToList();
        Assert.Equal(["commission:com_1:decided"], causes[..2].Distinct());
        Assert.Equal(2, causes[2..].Distinct().Count());
    }

    [Fact]
    public async Task A_commission_that_is_not_held_takes_no_decision()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var id = (await host.Accruals.ApplyAsync(Slug, Partner, [Sale("sale-1")], default))[0].Commissions[0].Value;

        Assert.Equal(ProblemKind.Conflict, (await DecideAsync(host, id, HoldDecisionKind.Release)).Problem!.Kind);
    }

    [Theory]
    [InlineData("com_01jbx3gz00fhfg8mx4h8z1d5kq")]
    [InlineData("com_1")]
    [InlineData("nonsense")]
    public async Task An_unknown_commission_is_not_found(string id)
    {
        await using var host = await StartAsync(azurite.TakeAccount());

        Assert.Equal(ProblemKind.NotFound, (await DecideAsync(host, id, HoldDecisionKind.Release)).Problem!.Kind);
    }

    [Fact]
    public async Task A_hold_does_not_end_by_itself()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        await host.Accruals.ApplyAsync(Slug, Partner, [Sale("sale-1", hold: "self_referral")], default);

        await host.Ledger.MatureAsync(Slug, Partner, SaleAt.AddYears(10), default);

        Assert.Equal(1000, (await host.Ledger.BalanceAsync(Slug, Partner, default)).Held);
    }

    private static Task<Result<CommissionView>> DecideAsync(
        LedgerHost host,
        string id,
        HoldDecisionKind kind,
        bool isFraud = false
    ) =>
        host.Get<CommissionDecisionService>()
            .DecideAsync(
                Slug,
                id,
                new HoldOrder(kind, "finance@example.com", "Checked by phone") { IsFraud = isFraud },
                default
            );
}
