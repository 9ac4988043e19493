using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Tests.Ledger;
using Testing;
using static AffiliateFunctions.Tests.Adjustments.AdjustmentHost;

namespace AffiliateFunctions.Tests.Adjustments;

/// <summary>Amounts that are adjusted by hand, from the request to the posting.</summary>
public sealed class AdjustmentProcessTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task An_approved_bonus_is_posted_and_told_and_recorded_with_before_and_after()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var key = await host.BeginAsync(Bonus);
        Assert.Equal(0, (await host.BalanceAsync()).Payable);

        var request = await host.PrepareAsync(key);
        var closed = await host.CloseAsync(key, "approve");

        Assert.Equal(
            [
                "Partner",
                "Amount: 50.00 USD",
                "Kind: Bonus",
                "Reason: Ten deals in a quarter.",
                "Due to the partner now: 0.00 USD",
                "Due to the partner afterwards: 50.00 USD",
                $"Prepared by: {Ann}",
            ],
            request.Facts.Select(fact => fact.Label == "Partner" ? fact.Label : $"{fact.Label}: {fact.Value}")
        );
        Assert.Equal(("finance@example.com", "backup@example.com"), (request.Owner.Email, request.Backup.Email));
        Assert.Equal((AdjustmentStatus.Approved, 0, 5_000), (closed.Status, closed.Before, closed.After));
        Assert.Equal(5_000, (await host.BalanceAsync()).Payable);
        Assert.Equal([$"adjustment.approved {key.Id}"], host.Webhooks.Of(Slug));
        Assert.Equal(
            [
                ("key", "adjustment_requested", $"Bonus of 50.00 USD for {Partner}"),
                (
                    "finance@example.com",
                    "adjustment_approved",
                    $"Bonus of 50.00 USD for {Partner}; due 0.00 USD before, 50.00 USD after"
                ),
            ],
            host.Audit.Entries.Values.Select(entry => (entry.Actor, entry.Action, entry.Reason!))
        );
        Assert.EndsWith(
            "approved",
            Assert.Single(host.Mails, mail => mail.To == Ann).Subject,
            StringComparison.Ordinal
        );
        await host.VerifyAsync();
    }

    [Theory]
    [InlineData("reject", AdjustmentStatus.Rejected, "has rejected it", "adjustment_rejected")]
    [InlineData("expired", AdjustmentStatus.Expired, "Nobody has decided in time", "adjustment_expired")]
    public async Task A_rejected_or_expired_adjustment_posts_nothing_and_the_preparer_is_told(
        string decision,
        AdjustmentStatus status,
        string words,
        string action
    )
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var key = await host.BeginAsync(Bonus);
        await host.PrepareAsync(key);

        Assert.Equal(status, (await host.CloseAsync(key, decision)).Status);

        Assert.Equal(new PartnerBalance(0, 0, 0, 0, 0, 0, "USD"), await host.BalanceAsync());
        Assert.Contains(words, Assert.Single(host.Mails).Text, StringComparison.Ordinal);
        Assert.Contains(host.Audit.Entries.Values, entry => entry.Action == action);
        Assert.Empty(host.Webhooks.Of(Slug));
    }

    [Fact]
    public async Task The_preparer_may_not_decide_and_another_person_is_asked()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var key = await host.BeginAsync(Bonus with { PreparedBy = "Finance@Example.com" });

        var request = await host.PrepareAsync(key);

        Assert.Equal("owner@example.com", request.FirstAsked.Email);
        Assert.False(request.MayDecide("finance@example.com"));
        Assert.True(request.MayDecide("backup@example.com"));
    }

    [Fact]
    public async Task A_request_with_the_same_key_is_the_same_adjustment_and_with_another_body_a_conflict()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var claim = AdjustmentClaim.OfKey("key 1");

        var same = await Task.WhenAll(host.AskAsync(Bonus, claim), host.AskAsync(Bonus, claim));
        var other = await host.AskAsync(Bonus with { Amount = 6_000 }, claim);
        var another = await host.AskAsync(Bonus, AdjustmentClaim.OfKey("key 2"));

        Assert.Equal(same[0].Value!.Id, same[1].Value!.Id);
        Assert.Equal(ProblemKind.Conflict, other.Problem!.Kind);
        Assert.NotEqual(same[0].Value!.Id, another.Value!.Id);
        Assert.Equal(2, await host.Get<AdjustmentStore>().ListAsync(Slug, AnyPartner, default).CountAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_adjustment_that_is_interrupted_at_any_request_is_completed_by_a_repeat(bool answerLost)
    {
        for (var failsAt = 1; ; failsAt++)
        {
            var fault = new StorageFault();
            await using var host = await StartAsync(azurite.TakeAccount(), fault);
            fault.Arm(failsAt, answerLost);

            var asked = await RepeatAsync(() => host.AskAsync(Bonus, AdjustmentClaim.OfKey("key 1")));
            var key = new AdjustmentKey(Slug, asked.Value!.Id);
            await RepeatAsync(() => host.PrepareAsync(key));
            await RepeatAsync(() => host.CloseAsync(key, "approve"));

            var wasHit = fault.Requests >= failsAt;
            fault.Arm(0, answerLost);
            var stored = await host.Get<AdjustmentStore>().ListAsync(Slug, AnyPartner, default).ToListAsync();
            Assert.Equal((AdjustmentStatus.Approved, 5_000), (Assert.Single(stored).Status, stored[0].After));
            Assert.Equal(new PartnerBalance(0, 0, 5_000, 0, 0, 0, "USD"), await host.BalanceAsync());
            Assert.Equal([$"adjustment.approved {key.Id}"], host.Webhooks.Of(Slug));
            Assert.Equal(2, host.Audit.Entries.Count);
            Assert.Single(host.Mails);
            await host.VerifyAsync();
            if (!wasHit)
            {
                Assert.InRange(failsAt, 6, 40);
                return;
            }
        }
    }

    private static AdjustmentFilter AnyPartner { get; } = new(Partner: null, Status: null, After: null);

    private static async Task<T> RepeatAsync<T>(Func<Task<T>> step)
    {
        try
        {
            return await step();
        }
        catch (Azure.RequestFailedException)
        {
            return await step();
        }
    }
}
