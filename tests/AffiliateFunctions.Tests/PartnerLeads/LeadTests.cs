using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Attribution.Deals;
using AffiliateFunctions.Governance;
using AffiliateFunctions.PartnerLeads;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tests.Tracking.Doubles;
using Testing;

namespace AffiliateFunctions.Tests.PartnerLeads;

/// <summary>Leads that are handed to partners, from the first offer to the end.</summary>
public sealed class LeadTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task A_lead_that_is_killed_in_each_state_continues_from_it()
    {
        await using var host = await LeadHost.StartAsync(azurite.TakeAccount());
        await host.HoldAsync(partner: 3);
        await host.SubmitAsync();
        (LeadStatus Status, Func<Task> Act)[] story =
        [
            (LeadStatus.Offered, () => host.AnswerAsync("decline")),
            (LeadStatus.Offered, () => host.AnswerAsync("accept")),
            (LeadStatus.Conflict, () => host.DecideConflictAsync("approve")),
            (LeadStatus.Accepted, () => host.UpdateAsync("meeting")),
            (LeadStatus.Accepted, () => host.UpdateAsync("extend")),
            (LeadStatus.Accepted, () => host.UpdateAsync("won")),
        ];
        foreach (var (status, act) in story)
        {
            Assert.Equal(status, await host.KilledAsync());
            Assert.Equal(status, await host.KilledAsync());
            await act();
        }

        Assert.Equal(LeadStatus.Won, await host.RunAsync());
        Assert.Equal(LeadStatus.Won, await host.RunAsync());

        var lead = await host.LeadAsync();
        Assert.Equal(
            [
                "received",
                "offered",
                "declined",
                "offered",
                "accepted",
                "domain_held",
                "conflict_decided",
                "deal_registered",
                "stage_reported",
                "deal_extended",
                "stage_reported",
            ],
            lead.Timeline.Select(entry => entry.Step)
        );
        Assert.Equal(["meeting", "closed_won"], host.Stages.Reported.Values.Select(stage => stage.Name));
        Assert.Equal(
            ["lead.accepted lead-1:2", "lead.declined lead-1:1", "lead.offered lead-1:1", "lead.offered lead-1:2"],
            host.Webhooks.Of(LeadHost.Program.Slug)
                .Where(told => !told.StartsWith("lead.stage", StringComparison.Ordinal))
        );
        Assert.Equal(
            3,
            host.Webhooks.Of(LeadHost.Program.Slug)
                .Count(told => told.StartsWith("lead.stage", StringComparison.Ordinal))
        );
        Assert.Equal(
            ["contact:2", "offer:1", "offer:2", "owner:ended", "taken-over:2"],
            host.Emails.Sent.Where(mail => mail.Key.StartsWith("lead:", StringComparison.Ordinal))
                .Select(mail => mail.Key.Split(':', 4)[3])
                .Order()
        );
        var held = await host.HolderAsync();
        Assert.Equal((PartnerNumber.ToId(1), lead.Deal!.ExpiresAt), (held.Partner, held.ExpiresAt));
        Assert.Equal(180, (lead.Deal.ExpiresAt - host.Clock.GetUtcNow()).Days);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_lead_can_be_withdrawn_in_each_state(int state)
    {
        await using var host = await LeadHost.StartAsync(azurite.TakeAccount());
        await host.HoldAsync(partner: 3);
        await host.SubmitAsync();
        Func<Task>[] story =
        [
            () => host.AnswerAsync("accept"),
            () => Task.CompletedTask,
            () => host.DecideConflictAsync("approve"),
            () => host.UpdateAsync("meeting"),
        ];
        foreach (var act in story.Take(state))
        {
            await host.KilledAsync();
            await act();
        }

        await host.Get<LeadStore>()
            .ChangeAsync(
                LeadHost.Key,
                lead => lead.Moved(LeadStatus.Withdrawn, new LeadEntry(host.Clock.GetUtcNow(), "withdrawn", "key")),
                default
            );

        Assert.Equal(LeadStatus.Withdrawn, await host.RunAsync());
        Assert.Equal(LeadStatus.Withdrawn, await host.RunAsync());
        var ended = await host.LeadAsync();
        Assert.NotNull(ended.ClosedAt);
        Assert.False(ended.HasNews);
        Assert.DoesNotContain(
            await host.Get<DealStore>().ListAsync(LeadHost.Program.Slug, null, default).ToListAsync(),
            deal => deal.Id.Value != "own-deal" && deal.IsInForceAt(host.Clock.GetUtcNow())
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lead_that_is_interrupted_at_any_request_has_each_effect_once(bool answerLost)
    {
        for (var failsAt = 1; ; failsAt++)
        {
            var fault = new StorageFault();
            await using var host = await LeadHost.StartAsync(azurite.TakeAccount(), fault);
            await host.SubmitAsync();
            fault.Arm(failsAt, answerLost);

            await RepeatAsync(host.KilledAsync);
            await RepeatAsync(() => host.AnswerAsync("accept"));
            await RepeatAsync(host.KilledAsync);
            await RepeatAsync(() => host.UpdateAsync("meeting", "1"));
            await RepeatAsync(host.KilledAsync);
            await RepeatAsync(() => host.UpdateAsync("won", "2"));
            Assert.Equal(LeadStatus.Won, await RepeatAsync(host.RunAsync));

            var wasHit = fault.Requests >= failsAt;
            fault.Arm(0, answerLost);
            Assert.Equal(2, (await host.LeadAsync()).Reports.Count);
            Assert.Equal(2, host.Stages.Reported.Count);
            Assert.Equal(
                ["lead.accepted lead-1:1", "lead.offered lead-1:1", "lead.stage lead-1:1", "lead.stage lead-1:2"],
                host.Webhooks.Of(LeadHost.Program.Slug)
            );
            Assert.Equal(3, host.Emails.Sent.Count);
            if (!wasHit)
            {
                Assert.InRange(failsAt, 10, 80);
                return;
            }
        }
    }

    [Fact]
    public async Task The_contact_is_erased_with_the_customer()
    {
        await using var host = await LeadHost.StartAsync(azurite.TakeAccount());
        await host.SubmitAsync(LeadHost.Body with { Customer = LeadHost.Body.Customer! with { ExternalId = "c1" } });
        var erasure = host.Get<ICustomerDataErasure>();

        Assert.False(await erasure.EraseAsync(LeadHost.Program.Slug, CustomerId.Parse("c2"), default));
        Assert.True(await erasure.EraseAsync(LeadHost.Program.Slug, CustomerId.Parse("c1"), default));

        var customer = (await host.LeadAsync()).Customer;
        Assert.Equal((null, null, "Big Customer"), (customer.ContactName, customer.Email, customer.Company));
    }

    [Fact]
    public async Task The_process_shows_who_is_waited_for()
    {
        await using var host = await LeadHost.StartAsync(azurite.TakeAccount());
        await host.SubmitAsync();
        await host.KilledAsync();
        var asked = await RunsAsync(host);
        await host.AnswerAsync("accept");
        await host.KilledAsync();

        Assert.Equal([("answer_lead", true)], asked);
        Assert.Equal([("answer_lead", false), ("update_lead", true)], await RunsAsync(host));
    }

    [Fact]
    public async Task An_erasure_after_the_end_does_not_move_the_end_of_a_lead()
    {
        await using var host = await LeadHost.StartAsync(azurite.TakeAccount());
        await host.SubmitAsync(LeadHost.Body with { Partners = ["prt_p1"] });
        await host.KilledAsync();
        await host.AnswerAsync("decline");
        await host.RunAsync();
        var lead = await host.LeadAsync();

        var erased = lead.Noting(new LeadEntry(lead.ReceivedAt.AddDays(100), LeadTimeline.Erased, "key"));

        Assert.NotNull(lead.EndedAt);
        Assert.Equal(LeadProcess.RunsOf(lead), LeadProcess.RunsOf(erased));
        Assert.Equal(lead.EndedAt, erased.EndedAt);
    }

    private static async Task<List<(string Step, bool Waits)>> RunsAsync(LeadHost host) =>
        await host.Get<IEnumerable<IProcessSource>>()
            .OfType<LeadProcess>()
            .Single()
            .RunsAsync(LeadHost.Program.Slug, default, default)
            .Select(run => (run.Step, run.EndedAt is null))
            .ToListAsync();

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
