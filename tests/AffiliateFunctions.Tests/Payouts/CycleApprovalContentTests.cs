using System.Globalization;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.CycleApprovals;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tests.Tracking.Doubles;
using Azure.Core;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Moq;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>What the page of a cycle's approval shows.</summary>
public sealed class CycleApprovalContentTests
{
    private static readonly ProgramSlug Slug = LedgerHost.Slug;
    private static readonly Period October = Period.Parse("2026-10");
    private static readonly PartnerId First = PartnerId.Parse("prt_1");
    private static readonly PartnerId Second = PartnerId.Parse("prt_2");
    private static readonly PartnerId Third = PartnerId.Parse("prt_3");
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly StorageFault requests = new();
    private readonly Mock<IPartners> partners = new();
    private readonly List<Partner> listed = [];
    private SkippedPartnerStore skippedPartners = null!;

    [Fact]
    public async Task The_facts_compare_the_cycle_with_the_last_one()
    {
        var cycles = await StoreAsync();
        await EarlierAsync(cycles, October.Previous, Payout(First, 1_000), Payout(Second, 1_000));
        // A rejected month and a month without a payout are no last cycle.
        await EarlierAsync(cycles, October.Previous.Previous, Payout(First, 9_000));
        var cycle = await CycleAsync(cycles, Payout(First, 1_000), Payout(Second, 1_000), Payout(Third, 500));

        var facts = Facts(await ContentAsync(cycles, cycle));

        Assert.Equal("25.00 USD (+5.00 USD, +25.0 % against 2026-09)", facts["Total"]);
        Assert.Equal("3 (+1 against 2026-09)", facts["Payouts"]);
        Assert.Equal("10.00 USD, 40.0 % of the total", facts["Largest payout"]);
        Assert.Equal("1 payout, 5.00 USD", facts["New payees"]);
        Assert.Equal("nothing", facts["Not paid now"]);
    }

    [Fact]
    public async Task The_first_cycle_is_compared_with_nothing_and_has_no_new_payees()
    {
        var cycles = await StoreAsync();
        var content = await ContentAsync(cycles, await CycleAsync(cycles, Payout(First, 1_000)));
        Assert.Equal("10.00 USD; no cycle was paid before", Facts(content)["Total"]);
        Assert.DoesNotContain("New payees", Facts(content).Keys);
        Assert.Equal(["Payouts"], content.Sections.Select(section => section.Title));
    }

    [Fact]
    public async Task What_needs_attention_comes_first_with_the_reasons()
    {
        var cycles = await StoreAsync();
        await EarlierAsync(cycles, Period.Parse("2026-08"), Payout(First, 1_000), Payout(Second, 1_000));
        await EarlierAsync(cycles, October.Previous, Payout(First, 2_000), Payout(Second, 1_000));
        var cycle = await CycleAsync(
            cycles,
            Payout(First, 4_501),
            Payout(Second, 3_000),
            Payout(Third, 10_001) with
            {
                Account = "another",
            }
        );
        listed[1] = listed[1] with
        {
            Payout = listed[1].Payout with { ChangedAt = Now.AddDays(-10), PreviousSummary = "Account ending 1111" },
        };

        var content = await ContentAsync(cycles, cycle);

        Assert.Equal(
            ["Accounts used by several partners", "Needs attention"],
            content.Sections.Select(section => section.Title)
        );
        var rows = Table(content, "Needs attention").Rows;
        Assert.Equal(["prt_3", "prt_1", "prt_2"], rows.Select(row => row.Value));
        Assert.Equal(["First payout.", "Above 100.00 USD, the limit of the second approval."], rows[0].Notes);
        Assert.Contains("3.0 times the average of 2 earlier payouts, 15.00 USD.", rows[1].Notes);
        Assert.Equal(
            [
                "The account was changed from Account ending 1111 to Account ending 6789 on 22 October 2026, 12:00 UTC.",
                "Several partners use the account.",
            ],
            rows[2].Notes
        );
    }

    [Fact]
    public async Task A_payout_of_exactly_three_times_the_average_is_not_unusual()
    {
        Assert.False(new EarlierTotal(3_000, 2).IsExceededBy(4_500));
        Assert.True(new EarlierTotal(3_000, 2).IsExceededBy(4_501));
        Assert.False(new EarlierTotal(0, 0).IsExceededBy(long.MaxValue));
        Assert.True(new EarlierTotal(1, 1).IsExceededBy(long.MaxValue));

        var cycles = await StoreAsync();
        var failed = Payout(First, 1) with { Status = PayoutStatus.Failed };
        await EarlierAsync(cycles, October.Previous, failed, Payout(Second, 1_000));
        var content = await ContentAsync(cycles, await CycleAsync(cycles, Payout(First, 1_000), Payout(Second, 3_000)));
        Assert.Equal("1 payout, 10.00 USD", Facts(content)["New payees"]);
        Assert.DoesNotContain("More than 3 times the average", Facts(content).Keys);
    }

    [Fact]
    public async Task Of_500_payouts_the_largest_100_are_shown_and_the_rest_is_counted()
    {
        var cycles = await StoreAsync();
        var payouts = Enumerable.Range(0, 500).Select(number => Payout(Numbered(number), 1_000 + number)).ToArray();
        var cycle = await CycleAsync(cycles, payouts);

        var content = await ContentAsync(cycles, cycle);

        var table = Table(content, "Payouts");
        Assert.Equal((100, "14.99 USD"), (table.Rows.Count, table.Rows[0].Cells[^1].Text));
        Assert.Equal(
            "The largest 100 of 500 payouts, 6,247.50 USD in all; 400 are left out and are part of the complete list",
            table.Caption
        );
        Assert.StartsWith("/payout-list/", content.Sections[^1].Download!.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Earlier_payouts_are_read_in_few_requests_and_of_six_cycles_at_most()
    {
        var cycles = await StoreAsync();
        for (var (number, period) = (0, October.Previous); number < 8; number++, period = period.Previous)
        {
            await EarlierAsync(
                cycles,
                period,
                [.. Enumerable.Range(0, 60).Select(partner => Payout(Numbered(partner), 1_000))]
            );
        }

        var cycle = await CycleAsync(cycles, [.. Enumerable.Range(0, 61).Select(n => Payout(Numbered(n), 1_000))]);
        requests.Arm(0, answerLost: false);
        var content = await ContentAsync(cycles, cycle);

        // The payouts of the cycle twice, the periods, seven cycles and the payouts of six of them.
        Assert.InRange(requests.Requests, 1, 16);
        Assert.Equal(
            ["No payout in the 6 cycles before."],
            Assert.Single(Table(content, "Needs attention").Rows).Notes
        );
    }

    [Fact]
    public async Task What_is_not_paid_is_listed_with_its_amount_and_what_helps()
    {
        var cycles = await StoreAsync();
        var cycle = await CycleAsync(cycles, Payout(First, 1_000));
        cycle = await cycles.ChangeAsync(
            Slug,
            October,
            stored =>
                stored with
                {
                    Skipped = new(2, 900),
                    Dropped = [new(Third, 700, "excluded", "Account ending 6789", null)],
                    ExcludedByApprovers =
                    [
                        new("a", Third, null, 700, null, "finance@example.com", "Disputed", Now),
                        new("a", First, Line(First), 50, "sale 2", "finance@example.com", "Twice", Now),
                    ],
                },
            default
        );

        await skippedPartners.PutAsync(
            cycle,
            [new(Second, 200, "tax_form_missing"), new(Third, 700, "excluded")],
            default
        );
        var content = await ContentAsync(cycles, cycle);

        Assert.Equal("2 partners, 9.00 USD", Facts(content)["Not paid now"]);
        Assert.Equal("1 payout and 1 commission, 7.50 USD", Facts(content)["Excluded by approvers"]);
        var rows = Table(content, "Not paid now").Rows;
        Assert.Equal(["Company of prt_3", "Company of prt_2"], rows.Select(row => row.Cells[0].Text));
        Assert.Equal(
            "The tax form is missing. The amount is paid in the first cycle after it is submitted.",
            rows[1].Cells[1].Text
        );
        Assert.DoesNotContain("Taken out since the last request", content.Sections.Select(section => section.Title));
        var excluded = Table(content, "Excluded by approvers").Rows;
        Assert.Equal(new ApprovalCell("finance@example.com", "Disputed"), excluded[0].Cells[1]);
        Assert.Equal(["sale 2"], excluded[1].Notes);
    }

    [Fact]
    public async Task The_commissions_of_a_payout_can_be_selected_and_many_are_summed_up()
    {
        var cycles = await StoreAsync();
        List<PayoutLine> lines =
        [
            .. Enumerable.Range(1, 25).Select(n => new PayoutLine(Commission(n), $"sale {n}", n)),
            new PayoutLine(Commission(99), "refund", -5),
        ];
        var payout = Payout(First, lines.Sum(line => line.Amount)) with { Lines = lines };
        var row = Assert.Single(Table(await ContentAsync(cycles, await CycleAsync(cycles, payout)), "Payouts").Rows);

        Assert.Equal(("26 commissions", 21), (row.PartsTitle, row.Parts.Count));
        Assert.Equal(
            ("sale 25", "0.25 USD", $"prt_1/{Commission(25)}"),
            (row.Parts[0].Text, row.Parts[0].Number, row.Parts[0].Value)
        );
        Assert.Equal(
            ("6 smaller commissions", "0.10 USD", null),
            (row.Parts[^1].Text, row.Parts[^1].Number, row.Parts[^1].Value)
        );
    }

    [Fact]
    public void A_selection_is_read_as_it_is_written()
    {
        foreach (var selection in new CycleSelection[] { new(First, null), new(First, Commission(1)) })
        {
            Assert.Equal(selection, CycleSelection.Parse(selection.ToString()));
        }
    }

    private async Task<CycleStore> StoreAsync()
    {
        var options = new MemoryTables().Options();
        options.AddPolicy(requests, HttpPipelinePosition.PerRetry);
        var tables = new StorageTables(new TableServiceClient("UseDevelopmentStorage=true", options));
        await tables[CycleStore.CyclesTable].CreateAsync();
        await tables[CycleStore.PayoutsTable].CreateAsync();
        partners
            .Setup(stored => stored.ListAsync(Slug, It.IsAny<CancellationToken>()))
            .Returns(() => listed.ToAsyncEnumerable());
        partners
            .Setup(stored =>
                stored.FindAllAsync(Slug, It.IsAny<IEnumerable<PartnerId>>(), It.IsAny<CancellationToken>())
            )
            .ReturnsAsync(
                (ProgramSlug _, IEnumerable<PartnerId> ids, CancellationToken _) =>
                    listed.Where(partner => ids.Contains(partner.Id)).ToDictionary(partner => partner.Id)
            );
        skippedPartners = new SkippedPartnerStore(tables);
        return new CycleStore(tables);
    }

    private static async Task EarlierAsync(CycleStore cycles, Period period, params StoredPayout[] payouts)
    {
        await cycles.BeginAsync(Cycle(period, CycleStatus.Settled).With(payouts), default);
        foreach (var payout in payouts)
        {
            var status = payout.Status == PayoutStatus.Reserved ? PayoutStatus.Paid : payout.Status;
            await cycles.PutPayoutAsync(Slug, period, payout with { Status = status }, default);
        }
    }

    private async Task<StoredCycle> CycleAsync(CycleStore cycles, params StoredPayout[] payouts)
    {
        listed.AddRange(
            payouts.Select(payout => payout.Partner).Union([First, Second, Third]).Select(CyclePartners.Of)
        );
        foreach (var payout in payouts)
        {
            await cycles.PutPayoutAsync(Slug, October, payout, default);
        }

        // The accounts are those of the payouts.
        for (var i = 0; i < listed.Count; i++)
        {
            var account =
                payouts.FirstOrDefault(payout => payout.Partner == listed[i].Id)?.Account ?? $"of {listed[i].Id}";
            listed[i] = listed[i] with { Payout = listed[i].Payout with { Account = account } };
        }

        return await cycles.BeginAsync(Cycle(October, CycleStatus.AwaitingApproval).With(payouts), default);
    }

    private async Task<Content> ContentAsync(CycleStore cycles, StoredCycle cycle)
    {
        var clock = new FakeTimeProvider(Now);
        var security = Options.Create(
            new SecurityOptions
            {
                LinkSigningKey = "bG9jYWwtb25seS1saW5rLXNpZ25pbmcta2V5LTAwMDE=",
                EncryptionKey = "bG9jYWwtb25seS1lbmNyeXB0aW9uLWtleS0wMDAwMDE=",
            }
        );
        var rules = new OneRuleBook(
            """
            "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"} }],
            "payout": {"second_approval_above": 10000}
            """
        );
        var overviews = new CycleOverviewReader(
            cycles,
            skippedPartners,
            partners.Object,
            new AccountUsers(cycles, partners.Object),
            new EarlierPayoutReader(cycles),
            new PayoutPolicies(rules, clock),
            clock
        );
        var (facts, sections) = await new CycleApprovalContent(
            overviews,
            new PayoutListLinks(new LinkTokens(security, clock))
        ).OfAsync(cycle, Now.AddDays(14), default);
        return new Content(facts, sections);
    }

    private static Dictionary<string, string> Facts(Content content) =>
        content.Facts.ToDictionary(fact => fact.Label, fact => fact.Value);

    private static ApprovalTable Table(Content content, string title) =>
        content.Sections.Single(section => section.Title == title).Table!;

    private static StoredCycle Cycle(Period period, CycleStatus status) =>
        new()
        {
            Program = Slug,
            Period = period,
            Status = status,
            StartedBy = "key",
            StartedAt = Now,
            Currency = "USD",
        };

    private static StoredPayout Payout(PartnerId partner, long amount) =>
        new()
        {
            Id = StoredPayout.IdOf(partner, October),
            Partner = partner,
            Name = "Contact",
            Method = "ach",
            Account = partner == First || partner == Second ? "hash of two" : $"hash of {partner}",
            AccountSummary = "Account ending 6789",
            Amount = amount,
            Currency = "USD",
            Lines = [new PayoutLine(Line(partner), "sale 1", amount)],
        };

    private static CommissionId Line(PartnerId partner) => CommissionId.Parse($"com_{partner.Value[4..]}");

    private static CommissionId Commission(int number) =>
        CommissionId.Parse(string.Create(CultureInfo.InvariantCulture, $"com_{number:D26}"));

    private static PartnerId Numbered(int number) =>
        PartnerId.Parse(string.Create(CultureInfo.InvariantCulture, $"prt_{number:D26}"));

    private sealed record Content(IReadOnlyList<ApprovalFact> Facts, IReadOnlyList<ApprovalSection> Sections);
}
