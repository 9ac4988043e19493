using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Adjustments;
using AffiliateFunctions.Adjustments.Requests;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Tests.Ledger;
using Microsoft.DurableTask.Client;
using Moq;
using Testing;
using static AffiliateFunctions.Tests.Adjustments.AdjustmentHost;
using PartnerStatus = AffiliateFunctions.Onboarding.PartnerStatus;

namespace AffiliateFunctions.Tests.Adjustments;

/// <summary>Adjustments from the request to the posting.</summary>
public sealed class AdjustmentProcessTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Ann = "ann@example.com";

    private static readonly AskedAdjustment Bonus = new(AdjustmentKind.Bonus, Partner, "Ten deals in a quarter.", Ann)
    {
        Amount = 5_000,
    };

    [Fact]
    public async Task An_approved_bonus_is_posted_and_told_and_recorded_with_before_and_after()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var key = await AskAsync(host, Bonus);
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
                (Ann, "adjustment_requested", $"Bonus of 50.00 USD for {Partner}"),
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
        var key = await AskAsync(host, Bonus);
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
        var key = await AskAsync(host, Bonus with { PreparedBy = "Finance@Example.com" });

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

    [Fact]
    public async Task A_void_takes_back_what_is_left_by_the_time_of_its_approval()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var (key, commission) = await AskForVoidAsync(host);
        var request = await host.PrepareAsync(key);
        await host.Get<IAccrualLedger>()
            .ApplyAsync(Slug, Partner, [Effects.Refund("refund-1", "sale-1", 2_500, 1)], default);

        var closed = await host.CloseAsync(key, "approve");

        Assert.Contains(new ApprovalFact("Kept by the partner now", "10.00 USD"), request.Facts);
        Assert.Equal((AdjustmentStatus.Approved, 750, 0), (closed.Status, closed.Before, closed.After));
        Assert.Equal(0, (await host.BalanceAsync()).Pending);
        Assert.Contains($"commission.reversed {commission}:{key.Id}", host.Webhooks.Of(Slug));
        Assert.Contains(
            host.Audit.Entries.Values,
            entry => entry.Reason == $"Void of {commission} of {Partner}: fraud; kept 7.50 USD before, 0.00 USD after"
        );
        await host.VerifyAsync();
    }

    [Fact]
    public async Task A_void_that_is_approved_when_the_commission_is_in_a_payout_changes_nothing_and_is_told()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var (key, _) = await AskForVoidAsync(host);
        await host.PrepareAsync(key);
        await host.Get<ILedger>().MatureAsync(Slug, Partner, Effects.SaleAt.AddDays(31), default);
        await host.Get<ILedger>().ReserveAsync(Slug, Partner, Effects.November, default);

        var closed = await host.CloseAsync(key, "approve");

        Assert.Equal(AdjustmentStatus.NotApplied, closed.Status);
        Assert.Contains("in a payout", closed.NotAppliedBecause, StringComparison.Ordinal);
        Assert.Equal(1_000, (await host.BalanceAsync()).InPayout);
        Assert.Equal([Ann, "finance@example.com"], host.Mails.Select(mail => mail.To).Order());
        Assert.DoesNotContain(
            host.Webhooks.Of(Slug),
            heard => heard.StartsWith("adjustment", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_commission_has_one_open_void_and_can_be_voided_again_after_a_rejection()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var (first, commission) = await AskForVoidAsync(host);
        var (again, _) = (await host.AskAsync(Void(commission), AdjustmentClaim.OfVoid(commission)), 0);
        var other = await host.AskAsync(
            Void(commission) with
            {
                Reason = "Other words.",
            },
            AdjustmentClaim.OfVoid(commission)
        );
        await host.PrepareAsync(first);
        await host.CloseAsync(first, "reject");
        var second = await host.AskAsync(Void(commission), AdjustmentClaim.OfVoid(commission));

        Assert.Equal(first.Id, again.Value!.Id);
        Assert.Equal(ProblemKind.Conflict, other.Problem!.Kind);
        Assert.NotEqual(first.Id, second.Value!.Id);
        await host.PrepareAsync(new AdjustmentKey(Slug, second.Value.Id));
        await host.CloseAsync(new AdjustmentKey(Slug, second.Value.Id), "approve");
        Assert.Equal(0, (await host.BalanceAsync()).Pending);
    }

    [Theory]
    [InlineData("2026-01-01T00:00:00Z", "2026-11-10T13:00:00Z")]
    [InlineData("2026-12-01T00:00:00Z", "2026-12-01T00:00:00Z")]
    public async Task A_customer_is_moved_from_the_asked_time_on_but_not_before_the_approval(string from, string moved)
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var other = PartnerId.Parse("prt_p1");
        var key = await AskAsync(
            host,
            new AskedAdjustment(AdjustmentKind.Assignment, other, "Looks after the customer now.", Ann)
            {
                Customer = CustomerId.Parse("cus_1"),
                From = DateTimeOffset.Parse(from, System.Globalization.CultureInfo.InvariantCulture),
            }
        );

        var request = await host.PrepareAsync(key);
        var closed = await host.CloseAsync(key, "approve");
        await host.CloseAsync(key, "approve");

        var effective = DateTimeOffset.Parse(moved, System.Globalization.CultureInfo.InvariantCulture);
        Assert.StartsWith("Move the customer cus_1 to ", request.Subject, StringComparison.Ordinal);
        Assert.Contains(request.Facts, fact => fact.Label == "Partners with touches until now");
        Assert.Equal((AdjustmentStatus.Approved, effective), (closed.Status, closed.EffectiveFrom));
        Assert.Equal((other, effective), (Assert.Single(host.Assigned).Partner, host.Assigned[0].From));
        Assert.Equal([$"adjustment.approved {key.Id}"], host.Webhooks.Of(Slug));
        Assert.StartsWith(
            "Customer cus_1 to prt_p1 from ",
            host.Audit.Entries.Values.Single(entry => entry.Action == "adjustment_approved").Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_customer_is_not_moved_to_a_partner_that_is_suspended_at_the_approval()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var key = await AskAsync(
            host,
            new AskedAdjustment(AdjustmentKind.Assignment, Partner, "Looks after the customer now.", Ann)
            {
                Customer = CustomerId.Parse("cus_1"),
                From = DateTimeOffset.UnixEpoch,
            }
        );
        await host.PrepareAsync(key);
        host.PartnerStatus = PartnerStatus.Suspended;

        var closed = await host.CloseAsync(key, "approve");

        Assert.Equal(
            (AdjustmentStatus.NotApplied, "The partner is not active."),
            (closed.Status, closed.NotAppliedBecause)
        );
        Assert.Empty(host.Assigned);
        Assert.Empty(host.Webhooks.Of(Slug));
        Assert.Equal([Ann, "finance@example.com"], host.Mails.Select(mail => mail.To).Order());
    }

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
        var key = await AskAsync(host, Bonus);
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

    [Theory]
    [InlineData(ProgramStage.Draft, null, "a draft")]
    [InlineData(ProgramStage.Closed, null, "closed")]
    [InlineData(ProgramStage.Live, "nobody", "/prepared_by")]
    [InlineData(ProgramStage.Paused, Ann, null)]
    public void A_program_without_a_second_person_takes_no_adjustment(
        ProgramStage stage,
        string? preparer,
        string? words
    )
    {
        var refusal = AdjustmentRequests.Refusal(AdjustmentHost.Program with { Stage = stage }, preparer);

        Assert.Equal(words is null, refusal is null);
        Assert.Contains(words ?? string.Empty, $"{refusal?.Detail} {string.Join(' ', refusal?.Errors.Keys ?? [])}");
    }

    [Fact]
    public void One_person_alone_cannot_prepare_and_approve()
    {
        var alone = AdjustmentHost.Program with
        {
            Charter = AdjustmentHost.Program.Charter! with
            {
                BackupOwner = AdjustmentHost.Program.Charter.Owner,
                Finance = AdjustmentHost.Program.Charter.Owner,
            },
        };

        Assert.Contains("/prepared_by", AdjustmentRequests.Refusal(alone, "owner@example.com")!.Errors.Keys);
        Assert.Equal(
            ProblemKind.Conflict,
            AdjustmentRequests.Refusal(AdjustmentHost.Program with { Charter = null }, preparer: null)!.Kind
        );
    }

    private static AdjustmentFilter AnyPartner { get; } = new(Partner: null, Status: null, After: null);

    private static AskedAdjustment Void(CommissionId commission) =>
        new(AdjustmentKind.Void, Partner, "A stolen card.", Ann)
        {
            Commission = commission,
            ReasonCode = VoidReason.Fraud,
        };

    private static async Task<(AdjustmentKey Key, CommissionId Commission)> AskForVoidAsync(AdjustmentHost host)
    {
        var sale = Effects.Sale("sale-1", credited: [Partner]);
        var applied = await host.Get<IAccrualLedger>().ApplyAsync(Slug, Partner, [sale], default);
        var commission = applied[0].Commissions[0];
        var asked = await host.AskAsync(Void(commission), AdjustmentClaim.OfVoid(commission));
        return (new AdjustmentKey(Slug, asked.Value!.Id), commission);
    }

    private static async Task<AdjustmentKey> AskAsync(AdjustmentHost host, AskedAdjustment asked) =>
        new(Slug, (await host.AskAsync(asked)).Value!.Id);

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
