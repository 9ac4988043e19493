using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.PartnerContracts;
using AffiliateFunctions.PartnerContracts.Requests;
using AffiliateFunctions.PartnerContracts.Store;
using AffiliateFunctions.Tests.Tracking.Doubles;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.PartnerContracts;

/// <summary>What the hourly job does about contract terms, and what an erasure leaves of them.</summary>
public sealed class ContractFollowUpTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task Terms_whose_decision_or_end_did_not_reach_the_partner_are_put_there_by_the_hourly_job()
    {
        await using var scene = await ContractScene.StartAsync(azurite.TakeAccount());
        var contract = await scene.AskAsync("25", scene.Now.AddDays(1), scene.Now.AddDays(60));
        await scene.DecideAsync(contract, ("approve", ContractScene.Finance));
        await scene.PutContractsAsync(null);

        await scene.FollowAsync();

        var approved = Assert.Single((await scene.PartnerAsync()).Contracts!);
        var ended = (await scene.EndAsync(contract)).Value!;
        await scene.PutContractsAsync([approved]);
        await scene.FollowAsync();
        Assert.Equal(ended.EndedAt, Assert.Single((await scene.PartnerAsync()).Contracts!).EndedAt);
    }

    [Fact]
    public async Task The_partner_is_told_once_of_the_beginning_and_once_thirty_days_before_the_end()
    {
        await using var scene = await ContractScene.StartAsync(azurite.TakeAccount());
        var contract = await scene.AskAsync("25", scene.Now.AddDays(1), scene.Now.AddDays(60));
        await scene.DecideAsync(contract, ("approve", ContractScene.Finance));

        var told = new List<int>();
        for (var day = 0; day < 62; day++)
        {
            await scene.FollowAsync();
            await scene.FollowAsync();
            told.AddRange(scene.Host.Emails.Sent.Skip(told.Count).Select(_ => day));
            scene.Host.Clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal([1, 30], told);
        Assert.Equal(["begins", "ends"], scene.Host.Emails.Sent.Select(mail => mail.Key.Split(':')[^1]));
        Assert.All(scene.Host.Emails.Sent, mail => Assert.Equal(scene.Partner.Email, mail.To));
    }

    [Fact]
    public async Task Terms_for_a_rule_that_the_rule_book_no_longer_has_are_reported_on_the_timeline()
    {
        await using var scene = await ContractScene.StartAsync(azurite.TakeAccount());
        var contract = await scene.AskAsync("25", scene.Now, scene.Now.AddDays(60));
        await scene.DecideAsync(contract, ("approve", ContractScene.Finance));
        var follow = ActivatorUtilities.CreateInstance<ContractFollowUp>(
            scene.Host.Services,
            new OneRuleBook(""" "commissions": [{"id": "other", "on": "sale", "pay": {"percent": "20"} }] """)
        );
        var stored = await scene.Host.Get<ContractStore>().RequireAsync(ContractKey.Of(contract), default);

        await follow.FollowAsync(stored, default);
        await follow.FollowAsync(stored, default);

        var entries = await ActivatorUtilities
            .CreateInstance<PartnerTimeline>(scene.Host.Services)
            .OfAsync(await scene.PartnerAsync(), default);
        var entry = Assert.Single(entries, entry => entry.Step == "contract_terms_without_effect");
        Assert.Equal($"{contract.Id}: rule book 1 has no such rule: share.", entry.Note);
        var books = await new OneRuleBook(""" "commissions": [] """).TimelineAsync(FeatureHost.Slug, default);
        var book = books.At(scene.Now)!;
        Assert.Equal(["share"], ContractAnswer.Of(stored, book.Rules.Book, scene.Now).RulesWithoutEffect);
    }

    [Fact]
    public async Task An_interrupted_request_is_continued_and_an_erased_partner_leaves_no_words()
    {
        await using var scene = await ContractScene.StartAsync(azurite.TakeAccount());
        var contract = await scene.AskAsync("25", scene.Now, scene.Now.AddDays(60));
        var heard = new Mock<DurableTaskClient>("test");

        await scene.FollowAsync(heard.Object);

        heard.Verify(client =>
            client.ScheduleNewOrchestrationInstanceAsync(
                nameof(ContractOrchestrator),
                It.IsAny<object?>(),
                It.IsAny<Microsoft.DurableTask.StartOrchestrationOptions?>(),
                It.IsAny<CancellationToken>()
            )
        );
        var erased = new ErasedPartner(FeatureHost.Slug, scene.Partner.Id, [], []);
        await ActivatorUtilities
            .CreateInstance<ContractErasure>(scene.Host.Services)
            .EraseAsync(erased, scene.Orchestrations, default);
        Assert.Equal(
            ErasedPartner.Pseudonym,
            (await scene.Host.Get<ContractStore>().RequireAsync(ContractKey.Of(contract), default)).Reason
        );
    }
}
