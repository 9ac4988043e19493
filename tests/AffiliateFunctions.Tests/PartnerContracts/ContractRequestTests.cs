using System.Text.Json;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.PartnerContracts.Requests;
using AffiliateFunctions.PartnerContracts.Store;
using Testing;

namespace AffiliateFunctions.Tests.PartnerContracts;

/// <summary>Requests for contract terms.</summary>
public sealed class ContractRequestTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task Terms_that_overlap_are_refused_and_the_same_request_again_is_not()
    {
        await using var scene = await ContractScene.StartAsync(azurite.TakeAccount());
        var contract = await scene.AskAsync("25", scene.Now, scene.Now.AddDays(10));

        Assert.Equal(contract.Id, (await scene.AskAsync("25", scene.Now, scene.Now.AddDays(10))).Id);
        var overlapping = await scene.TryAskAsync("26", scene.Now.AddDays(9), scene.Now.AddDays(30));
        Assert.Equal(ProblemKind.Conflict, overlapping.Problem!.Kind);
        Assert.True((await scene.TryAskAsync("26", scene.Now.AddDays(10), scene.Now.AddDays(30))).Succeeded);

        await scene.DecideAsync(contract, ("reject", ContractScene.Finance));
        Assert.True((await scene.TryAskAsync("27", scene.Now.AddDays(1), scene.Now.AddDays(10))).Succeeded);
    }

    [Fact]
    public async Task Of_requests_at_the_same_time_that_overlap_one_is_taken()
    {
        await using var scene = await ContractScene.StartAsync(azurite.TakeAccount());

        var answers = await Task.WhenAll(
            Enumerable
                .Range(20, 8)
                .Select(percent => scene.TryAskAsync($"{percent}", scene.Now, scene.Now.AddDays(percent)))
        );

        Assert.Equal(1, answers.Count(answer => answer.Succeeded));
        Assert.Single(await scene.Host.Get<ContractStore>().ListAsync(FeatureHost.Slug, scene.Partner.Id, default));
    }

    [Fact]
    public async Task All_mistakes_of_a_request_are_reported_at_once()
    {
        await using var scene = await ContractScene.StartAsync(azurite.TakeAccount());
        var body = new ContractBody(
            JsonElement.Parse("""{"gone": {"pay": {"percent": "5"} }, "lead": {"pay": {"percent": "5"} } }"""),
            scene.Now,
            scene.Now.AddDays(-1),
            " ",
            "nobody"
        );

        var refused = await scene
            .Host.Get<ContractRequests>()
            .AskAsync(await scene.Host.ProgramAsync(), scene.Partner, body, scene.Orchestrations, default);

        Assert.Equal(
            ["/prepared_by", "/reason", "/rules/gone", "/rules/lead/pay/percent", "/until"],
            refused.Problem!.Errors.Keys.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Terms_that_were_ended_before_they_began_leave_their_time_free()
    {
        await using var scene = await ContractScene.StartAsync(azurite.TakeAccount());
        var contract = await scene.AskAsync("25", scene.Now.AddDays(10), scene.Now.AddDays(20));
        await scene.DecideAsync(contract, ("approve", ContractScene.Finance));
        Assert.True((await scene.EndAsync(contract)).Succeeded);

        Assert.True((await scene.TryAskAsync("26", scene.Now, scene.Now.AddDays(30))).Succeeded);
    }

    [Fact]
    public async Task Terms_until_the_last_year_of_the_calendar_are_no_fault()
    {
        await using var scene = await ContractScene.StartAsync(azurite.TakeAccount());

        var last = await scene.TryAskAsync("25", DateTimeOffset.MaxValue.AddYears(-1), DateTimeOffset.MaxValue);

        Assert.True(last.Succeeded);
    }
}
