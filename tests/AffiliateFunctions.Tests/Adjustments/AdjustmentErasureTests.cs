using AffiliateFunctions.Adjustments;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Infrastructure.PersonalData;
using Microsoft.DurableTask.Client;
using Moq;
using Testing;
using static AffiliateFunctions.Tests.Adjustments.AdjustmentHost;

namespace AffiliateFunctions.Tests.Adjustments;

/// <summary>What is left of the adjustments of an erased partner.</summary>
public sealed class AdjustmentErasureTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task The_orchestration_of_an_erased_partner_is_deleted_and_a_repeated_request_starts_no_other()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var claim = AdjustmentClaim.OfKey("key 1");
        var key = new AdjustmentKey(Slug, (await host.AskAsync(Bonus, claim)).Value!.Id);
        await host.PrepareAsync(key);
        var closed = await host.CloseAsync(key, "approve");
        var orchestrations = Mock.Get(host.Orchestrations);
        orchestrations
            .Setup(client => client.GetInstanceAsync(closed.InstanceId, It.IsAny<CancellationToken>()))
            .ReturnsAsync(
                new OrchestrationMetadata(nameof(AdjustmentOrchestrator), closed.InstanceId)
                {
                    RuntimeStatus = OrchestrationRuntimeStatus.Completed,
                }
            );

        await host.Get<IEnumerable<IPartnerErasure>>()
            .OfType<AdjustmentErasure>()
            .Single()
            .EraseAsync(new ErasedPartner(Slug, Partner, [], []), host.Orchestrations, default);

        Assert.Single(
            orchestrations.Invocations,
            call =>
                call.Method.Name == nameof(DurableTaskClient.PurgeInstanceAsync)
                && call.Arguments[0].Equals(closed.InstanceId)
        );
        orchestrations.Invocations.Clear();
        await host.AskAsync(Bonus with { Reason = ErasedPartner.Pseudonym }, claim);
        Assert.Empty(orchestrations.Invocations);
    }

    [Fact]
    public async Task The_texts_of_an_erased_partner_are_removed_and_the_amounts_stay()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var key = await host.BeginAsync(Bonus);
        await host.PrepareAsync(key);
        await host.CloseAsync(key, "approve");

        foreach (var erasure in host.Get<IEnumerable<IPartnerErasure>>())
        {
            await erasure.EraseAsync(new ErasedPartner(Slug, Partner, [], []), host.Orchestrations, default);
        }

        var erased = await host.Get<AdjustmentStore>().RequireAsync(key, default);
        Assert.Equal(("Erased", 5_000, 5_000), (erased.Reason, erased.Amount, erased.After));
        var approval = await host.Get<ApprovalStore>().FindAsync(Slug, $"adjustment-{key.Id}", default);
        Assert.DoesNotContain(approval!.Request.Facts, fact => fact.Value.Contains("Ten deals"));
        Assert.Equal(5_000, (await host.BalanceAsync()).Payable);
        await host.VerifyAsync();
    }
}
