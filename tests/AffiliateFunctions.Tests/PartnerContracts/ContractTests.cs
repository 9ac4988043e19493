using AffiliateFunctions.Approvals;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.PartnerContracts.Store;
using Testing;

namespace AffiliateFunctions.Tests.PartnerContracts;

/// <summary>Contract terms of a partner, from the approvals to their end.</summary>
public sealed class ContractTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task Approved_terms_are_the_partners_from_their_approval_to_their_end()
    {
        await using var scene = await ContractScene.StartAsync(azurite.TakeAccount());
        var contract = await scene.AskAsync("25", scene.Now.AddDays(-3), scene.Now.AddDays(60));

        Assert.Equal(ContractStatus.Approved, await scene.DecideAsync(contract, ("approve", ContractScene.Finance)));

        var request = Assert.Single(scene.Asked);
        var stored = (await scene.Host.Get<ApprovalStore>().FindAsync(FeatureHost.Slug, request.Id, default))!.Request;
        Assert.False(stored.MayDecide(ContractScene.Ann));
        Assert.Contains(stored.Facts, fact => fact.Value.Contains("25 % of", StringComparison.Ordinal));
        Assert.Contains(stored.Facts, fact => fact.Value.Contains("instead of 20 %", StringComparison.Ordinal));
        var kept = Assert.Single((await scene.PartnerAsync()).Contracts!);
        Assert.Equal(
            (false, true, true, false),
            (
                kept.IsInForceAt(scene.Now.AddSeconds(-1)),
                kept.IsInForceAt(scene.Now),
                kept.IsInForceAt(scene.Now.AddDays(60).AddSeconds(-1)),
                kept.IsInForceAt(scene.Now.AddDays(60))
            )
        );
        Assert.Equal(["contract_terms_requested", "contract_terms_approved"], await scene.AuditAsync());
        Assert.Equal(contract.Hash, (await scene.PartnerAsync()).ToFacts(scene.Now, TimeZoneInfo.Utc).Terms!.Hash);
    }

    [Fact]
    public async Task Above_the_limit_two_persons_decide_and_either_rejection_ends_it()
    {
        await using var scene = await ContractScene.StartAsync(azurite.TakeAccount());
        var first = await scene.AskAsync("31", scene.Now, scene.Now.AddDays(10));
        Assert.True(first.NeedsSecondPerson);
        Assert.Equal(
            ContractStatus.Approved,
            await scene.DecideAsync(first, ("approve", ContractScene.Finance), ("approve", "owner@example.com"))
        );
        Assert.Equal(
            [$"contract-{first.Id}", $"contract-{first.Id}-second"],
            scene.Asked.Select(request => request.Id)
        );
        Assert.Equal((false, true), (scene.Asked[1].MayDecide(ContractScene.Finance), scene.Asked[1].IsOfSecondPerson));
        scene.Asked.Clear();

        var second = await scene.AskAsync("31", scene.Now.AddDays(10), scene.Now.AddDays(20));
        Assert.Equal(
            ContractStatus.Rejected,
            await scene.DecideAsync(second, ("approve", ContractScene.Finance), ("reject", "owner@example.com"))
        );
        Assert.Single((await scene.PartnerAsync()).Contracts!);
    }

    [Fact]
    public async Task Ended_terms_stop_now_and_a_repeated_end_changes_nothing()
    {
        await using var scene = await ContractScene.StartAsync(azurite.TakeAccount());
        var begin = scene.Now;
        var contract = await scene.AskAsync("25", begin, begin.AddDays(60));
        Assert.Equal(ProblemKind.Conflict, (await scene.EndAsync(contract)).Problem!.Kind);
        await scene.DecideAsync(contract, ("approve", ContractScene.Finance));
        scene.Host.Clock.Advance(TimeSpan.FromDays(5));

        var ended = (await scene.EndAsync(contract)).Value!;
        scene.Host.Clock.Advance(TimeSpan.FromHours(1));
        var again = (await scene.EndAsync(contract)).Value!;

        Assert.Equal(ended.EndedAt, again.EndedAt);
        Assert.False((await scene.PartnerAsync()).Contracts![0].IsInForceAt(scene.Now));
        Assert.Equal(1, (await scene.AuditAsync()).Count(action => action == "contract_terms_ended"));
        Assert.True((await scene.TryAskAsync("26", scene.Now, scene.Now.AddDays(30))).Succeeded);
        var same = await scene.TryAskAsync("25", begin, begin.AddDays(60));
        Assert.False(same.Succeeded && same.Value!.Id == contract.Id);
    }

    [Fact]
    public async Task A_decision_that_is_carried_out_late_does_not_take_back_the_end()
    {
        await using var scene = await ContractScene.StartAsync(azurite.TakeAccount());
        var contract = await scene.AskAsync("25", scene.Now, scene.Now.AddDays(60));
        await scene.DecideAsync(contract, ("approve", ContractScene.Finance));
        var approved = Assert.Single((await scene.PartnerAsync()).Contracts!);
        var ended = (await scene.EndAsync(contract)).Value!;

        await scene
            .Host.Get<IPartnerActions>()
            .PutContractAsync(await scene.Host.ProgramAsync(), scene.Partner.Id, approved, default);

        Assert.Equal(ended.EndedAt, Assert.Single((await scene.PartnerAsync()).Contracts!).EndedAt);
    }

    [Fact]
    public async Task A_restart_after_the_decision_asks_nobody_else_and_completes_it()
    {
        await using var scene = await ContractScene.StartAsync(azurite.TakeAccount());
        var contract = await scene.AskAsync("25", scene.Now, scene.Now.AddDays(60));
        await scene.DecideAsync(contract, ("approve", ContractScene.Finance));
        await scene.PutContractsAsync(null);
        scene.Asked.Clear();

        Assert.Equal(ContractStatus.Approved, await scene.DecideAsync(contract, ("reject", "owner@example.com")));

        Assert.Equal($"contract-{contract.Id}", Assert.Single(scene.Asked).Id);
        Assert.Single((await scene.PartnerAsync()).Contracts!);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Terms_that_are_approved_too_late_never_apply(bool isPartnerGone)
    {
        await using var scene = await ContractScene.StartAsync(azurite.TakeAccount());
        var contract = await scene.AskAsync("25", scene.Now, scene.Now.AddDays(10));
        if (isPartnerGone)
        {
            await scene
                .Host.Get<PartnerChanges>()
                .ChangeAsync(
                    await scene.Host.ProgramAsync(),
                    scene.Partner.Id.Value,
                    stored => new PartnerChange(stored with { Status = PartnerStatus.Closed }, []),
                    default
                );
        }
        else
        {
            scene.Host.Clock.Advance(TimeSpan.FromDays(10));
        }

        Assert.Equal(ContractStatus.NotApplied, await scene.DecideAsync(contract, ("approve", ContractScene.Finance)));
        Assert.Null((await scene.PartnerAsync()).Contracts);
    }
}
