using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.HeldCommissions;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Tests.Ledger;

namespace AffiliateFunctions.Tests.HeldCommissions;

public sealed class AskAboutHeldCommissionsTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task The_owner_gets_one_mail_a_day_for_all_that_is_newly_held()
    {
        await using var host = await HeldHost.StartAsync();
        await host.HoldAsync("s1", "own_domain");
        await host.HoldAsync("s2", "own_domain", HeldHost.Other);
        await host.HoldAsync("s3", "large");

        await host.AskAsync();
        await host.AskAfterAsync(TimeSpan.FromHours(1));

        var mail = Assert.Single(host.Mails);
        Assert.Equal(("owner@example.com", "3 commissions of Partner program are held"), (mail.To, mail.Subject));
        Assert.Contains("The customer's e-mail address is of the company's own domain: 2 of 20.00 USD", mail.Text);
        Assert.Contains("The screen \"large\" of the rule book holds it: 1 of 10.00 USD", mail.Text);

        await host.HoldAsync("s4", "click_burst");
        await host.AskAfterAsync(TimeSpan.FromHours(1));
        Assert.Single(host.Mails);
        await host.AskAfterAsync(Day);

        Assert.Equal("A commission of Partner program is held", host.Mails[^1].Subject);
        Assert.Equal(4, (await host.BatchAsync(10)).Commissions.Count + (await host.BatchAsync(11)).Commissions.Count);
    }

    [Fact]
    public async Task The_list_of_requests_says_who_was_asked_and_what_was_decided()
    {
        await using var host = await HeldHost.StartAsync();
        var held = await host.HoldAsync("s1", "own_domain");
        await host.AskAsync();
        var asked = host.Clock.GetUtcNow();
        var requests = new HeldCommissionApprovals(host.Get<HeldBatchStore>());

        var open = await requests.ListAsync(HeldHost.Program, onlyOpen: true, default).SingleAsync();
        Assert.Equal(("held-2026-11-10", "Release or reverse a held commission"), (open.Id, open.Subject));
        Assert.Equal([("owner@example.com", asked)], open.Asked.Select(person => (person.Person.Email, person.At)));
        Assert.Equal((asked.AddDays(2), null), (open.RemindAt, open.Outcome));

        await host.AskAfterAsync(TimeSpan.FromDays(2));
        await host.AskAfterAsync(TimeSpan.FromDays(3));
        var escalated = await requests.ListAsync(HeldHost.Program, onlyOpen: true, default).SingleAsync();
        Assert.Equal(
            [("owner@example.com", asked), ("backup@example.com", asked.AddDays(5))],
            escalated.Asked.Select(person => (person.Person.Email, person.At))
        );

        await host.Get<IHeldCommissions>()
            .DecideAsync(HeldHost.Slug, held.Value, new HoldOrder(HoldDecisionKind.Release, "key", "Known"), default);
        await host.AskAfterAsync(TimeSpan.FromDays(8));
        Assert.Empty(await requests.ListAsync(HeldHost.Program, onlyOpen: true, default).ToListAsync());
        var closed = await requests.ListAsync(HeldHost.Program, onlyOpen: false, default).SingleAsync();
        Assert.Equal(("elsewhere", "key"), (closed.Outcome!.Decision, closed.Outcome.Actor));
    }

    [Fact]
    public async Task Nobody_is_asked_before_seven_in_the_morning()
    {
        await using var host = await HeldHost.StartAsync();
        await host.AskAsync();
        await host.HoldAsync("s1", "own_domain");

        await host.AskAfterAsync(TimeSpan.FromHours(18));
        Assert.Empty(host.Mails);
        await host.AskAfterAsync(TimeSpan.FromHours(1));
        Assert.Single(host.Mails);
    }

    [Fact]
    public async Task The_owner_is_reminded_the_backup_is_asked_and_both_are_until_somebody_decides()
    {
        await using var host = await HeldHost.StartAsync();
        var held = await host.HoldAsync("s1", "own_domain");
        for (var day = 0; day <= 20; day++)
        {
            await host.AskAsync();
            host.Clock.Advance(Day);
        }

        // Asked on day 0, reminded on 2, the backup on 5, both on 12 and 19.
        Assert.Equal(
            [("owner@example.com", 4), ("backup@example.com", 3)],
            host.Mails.CountBy(mail => mail.To)
                .Select(count => (count.Key, count.Value))
                .OrderByDescending(c => c.Value)
        );
        Assert.Single(host.Mails, mail => mail.Subject.StartsWith("Reminder: ", StringComparison.Ordinal));

        await ReleaseAsync(host, held);
        await host.AskAfterAsync(7 * Day);
        Assert.Equal(7, host.Mails.Count);
        Assert.True((await host.BatchAsync()).IsClosed);
    }

    [Fact]
    public async Task An_interrupted_request_is_continued_and_asks_once()
    {
        var storage = new StorageFault();
        var interrupted = 0;
        for (var failsAt = 1; ; failsAt++)
        {
            await using var host = await HeldHost.StartAsync(storage);
            storage.Arm(0, answerLost: false);
            await host.HoldAsync("s1", "own_domain");
            await host.HoldAsync("s2", "large");
            storage.Arm(failsAt, answerLost: failsAt % 2 == 0);
            var failed = await Record.ExceptionAsync(host.AskAsync);
            storage.Arm(0, answerLost: false);
            Assert.True(failed is null or PartialFailureException);
            interrupted += failed is null ? 0 : 1;

            await host.AskAfterAsync(TimeSpan.FromHours(1));
            await host.AskAfterAsync(TimeSpan.FromHours(1));

            Assert.Equal(2, (await host.BatchAsync()).Commissions.Count);
            Assert.Single(host.Mails);
            if (failed is null && failsAt > 10)
            {
                break;
            }
        }

        Assert.True(interrupted >= 5, $"Only {interrupted} requests failed.");
    }

    [Fact]
    public async Task A_decision_that_was_interrupted_is_carried_out_by_the_next_run()
    {
        var storage = new StorageFault();
        var resumed = 0;
        for (var failsAt = 1; failsAt <= 30; failsAt++)
        {
            await using var host = await HeldHost.StartAsync(storage);
            storage.Arm(0, answerLost: false);
            var (first, second) = (await host.HoldAsync("s1", "own_domain"), await host.HoldAsync("s2", "large"));
            await host.AskAsync();
            var batch = await host.BatchAsync();
            var order = new HoldOrder(HoldDecisionKind.Release, "owner@example.com", "Known customers");

            storage.Arm(failsAt, answerLost: failsAt % 2 == 0);
            var failed = await Record.ExceptionAsync(() =>
                host.Get<HeldCommissionDecisions>().DecideAsync(batch, order, [first, second], default)
            );
            storage.Arm(0, answerLost: false);
            await host.AskAfterAsync(TimeSpan.FromHours(1));

            var isStored = (await host.BatchAsync()).Decisions.Count > 0;
            resumed += failed is not null && isStored ? 1 : 0;
            var expected = isStored ? "pending" : "held";
            Assert.Equal((expected, expected), (await host.StatusAsync(first), await host.StatusAsync(second)));
            Assert.Equal(isStored ? 2 : 0, host.Audit.Entries.Count);
            Assert.All((await host.BatchAsync()).Decisions, decision => Assert.True(decision.IsCarriedOut));
        }

        Assert.True(resumed >= 5, $"Only {resumed} decisions were resumed.");
    }

    [Fact]
    public async Task A_reversal_for_fraud_reports_the_customer_and_another_reversal_does_not()
    {
        await using var host = await HeldHost.StartAsync();
        var fraud = await host.HoldAsync("s1", "large", customer: "cheat");
        var other = await host.HoldAsync("s2", "large", customer: "honest");
        var order = new HoldOrder(HoldDecisionKind.Reverse, "owner@example.com", "A stolen card");

        await host.Get<IHeldCommissions>()
            .DecideAsync(HeldHost.Slug, fraud.Value, order with { IsFraud = true }, default);
        await host.Get<IHeldCommissions>().DecideAsync(HeldHost.Slug, other.Value, order, default);

        Assert.Equal([(fraud.Value, "cheat")], host.Frauds.ByCause.Select(known => (known.Key, known.Value.Value)));
        Assert.Equal("Fraud: A stolen card", host.Audit.Entries[$"commission:{fraud}:decided"].Reason);
    }

    private static async Task ReleaseAsync(HeldHost host, CommissionId id)
    {
        var order = new HoldOrder(HoldDecisionKind.Release, "owner@example.com", "Checked");
        await host.Get<IHeldCommissions>().DecideAsync(HeldHost.Slug, id.Value, order, default);
    }
}
