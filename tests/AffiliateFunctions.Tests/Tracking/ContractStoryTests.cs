using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Events;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.RuleBooks;
using AffiliateFunctions.Simulation;
using AffiliateFunctions.Tests.Tracking.Doubles;
using Testing;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>
/// Sales of a partner with contract terms, from the event to the ledger, to changes, refunds and simulations.
/// </summary>
public sealed class ContractStoryTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Rules = """
        "eligibility": {"existing_customers": "include"},
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"} }]
        """;

    private static readonly ProgramSlug Program = ProgramSlug.Parse("demo");
    private static readonly DateTimeOffset Now = new(2026, 11, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Only_sales_of_the_partner_between_the_dates_and_after_the_approval_are_paid_by_the_terms()
    {
        await using var host = await StartAsync();
        Contracts(host)[1] = Contract(from: Now.AddDays(-9), until: Now.AddDays(-2), approvedAt: Now.AddDays(-5));

        await host.ApplyAllAsync(
            Sale(host, "before-from", "p1", Now.AddDays(-10)),
            Sale(host, "before-approval", "p1", Now.AddDays(-6)),
            Sale(host, "with-approval", "p1", Now.AddDays(-5)),
            Sale(host, "other-partner", "p0", Now.AddDays(-4)),
            Sale(host, "last", "p1", Now.AddDays(-2).AddSeconds(-1)),
            Sale(host, "at-the-end", "p1", Now.AddDays(-2))
        );

        Assert.Equal(
            "at-the-end 2000 0; before-approval 2000 0; before-from 2000 0; last 3500 0; other-partner 2000 0; "
                + "with-approval 3500 0",
            await EarnedAsync(host)
        );
        Assert.Empty((await host.Get<ILedger>().VerifyAsync(Program, default)).Mismatches);
    }

    [Fact]
    public async Task A_changed_sale_and_a_refund_keep_the_terms_that_have_ended_since()
    {
        await using var host = await StartAsync();
        Contracts(host)[1] = Contract(from: Now.AddDays(-9), until: Now.AddDays(9), approvedAt: Now.AddDays(-9));
        await host.ApplyAllAsync(Sale(host, "s1", "p1", Now));
        Contracts(host)[1] = Contracts(host)[1] with { EndedAt = Now };

        await host.ApplyAllAsync(Sale(host, "s2", "p1", Now));
        await host.ApplyAllAsync(Change(host, "s1", 20_000));
        Assert.Equal("s1 7000 0; s2 2000 0", await EarnedAsync(host));

        await host.ApplyAllAsync(Refund(host, "r1", "s1", 10_000));
        Assert.Equal(3_500 + 2_000, await KeptAsync(host));
        Assert.Empty((await host.Get<ILedger>().VerifyAsync(Program, default)).Mismatches);
    }

    [Fact]
    public async Task A_simulation_pays_past_sales_by_the_terms_that_were_in_force()
    {
        await using var host = await StartAsync();
        Contracts(host)[1] = Contract(from: Now.AddDays(-9), until: Now.AddDays(-2), approvedAt: Now.AddDays(-9));
        await host.ApplyAllAsync(
            Sale(host, "under", "p1", Now.AddDays(-5)),
            Sale(host, "after", "p1", Now.AddDays(-1))
        );
        var version = (await host.Get<IRuleBooks>().TimelineAsync(Program, default)).At(Now)!.Rules;
        var dearer = new CompiledRuleBook(
            version.Book with
            {
                Commissions = [version.Book.Commissions[0] with { Pay = new Pay.Flat(100) }],
            },
            "dearer"
        );

        var same = await host.Function<RuleBookSimulation>()
            .RunAsync(Program, version, Now.AddDays(-20), Now.AddDays(1), default);
        var changed = await host.Function<RuleBookSimulation>()
            .RunAsync(Program, dearer, Now.AddDays(-20), Now.AddDays(1), default);

        Assert.Equal((5_500, 5_500), (same.ActualTotal, same.SimulatedTotal));
        Assert.Equal(3_500 + 100, changed.SimulatedTotal);
    }

    private static Dictionary<int, PartnerContract> Contracts(TrackingHost host) =>
        ((NumberedPartners)host.Get<IPartners>()).Contracts;

    private static PartnerContract Contract(DateTimeOffset from, DateTimeOffset until, DateTimeOffset approvedAt) =>
        new(
            ContractId.Parse("ctr_1"),
            JsonElement.Parse("""{"share": {"pay": {"percent": "35"} } }"""),
            from,
            until,
            approvedAt
        );

    private static async Task<string> EarnedAsync(TrackingHost host) =>
        string.Join(
            "; ",
            (await CommissionsAsync(host))
                .Select(commission => $"{commission.EventId} {commission.Amount} {commission.ReversedAmount}")
                .Order(StringComparer.Ordinal)
        );

    private static async Task<long> KeptAsync(TrackingHost host) =>
        (await CommissionsAsync(host)).Sum(commission => commission.Amount - commission.ReversedAmount);

    private static async Task<List<CommissionView>> CommissionsAsync(TrackingHost host)
    {
        var all = new List<CommissionView>();
        await foreach (var partner in host.Get<ILedger>().PartnersAsync(Program, default))
        {
            all.AddRange(await host.Get<ILedger>().CommissionsAsync(Program, partner, default).ToListAsync());
        }

        return all;
    }

    private static TrackingEvent Sale(TrackingHost host, string id, string code, DateTimeOffset at) =>
        TrackingHost.Event(
            Program,
            EventType.Sale,
            new EventBody
            {
                EventId = id,
                OccurredAt = at,
                InvoiceId = id,
                Customer = new CustomerBody { ExternalId = $"customer-of-{id}" },
                Amount = 10_000,
                Currency = "USD",
                Code = code,
            },
            host.Clock.GetUtcNow()
        );

    private static TrackingEvent Change(TrackingHost host, string invoice, long amount) =>
        TrackingHost.Event(
            Program,
            EventType.SaleChange,
            new EventBody
            {
                EventId = $"change-{invoice}",
                InvoiceId = invoice,
                Amount = amount,
                Currency = "USD",
            },
            host.Clock.GetUtcNow()
        );

    private static TrackingEvent Refund(TrackingHost host, string id, string invoice, long amount) =>
        TrackingHost.Event(
            Program,
            EventType.Refund,
            new EventBody
            {
                EventId = id,
                InvoiceId = invoice,
                Amount = amount,
            },
            host.Clock.GetUtcNow()
        );

    private Task<TrackingHost> StartAsync() => TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 2);
}
