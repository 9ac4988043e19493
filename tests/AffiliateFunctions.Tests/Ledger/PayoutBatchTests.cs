using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Ledger.Accounts;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Ledger.Store;
using Testing;
using Testing.Tables;
using static AffiliateFunctions.Tests.Ledger.Effects;
using static AffiliateFunctions.Tests.Ledger.LedgerHost;

namespace AffiliateFunctions.Tests.Ledger;

/// <summary>Payouts of many partners, whose ledgers are read together.</summary>
public sealed class PayoutBatchTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly PayoutRun November = Period.Parse("2026-11").WithoutCutOff();
    private static readonly DateTimeOffset Later = SaleAt.AddDays(60);

    [Fact]
    public async Task Whichever_request_another_writer_comes_before_what_is_reserved_is_paid_and_nothing_is_lost()
    {
        var between = new BetweenRequests();
        var storage = azurite.TakeAccount();
        await using var first = await StartAsync(storage, between);
        await using var second = await StartAsync(storage);
        var number = 0;
        for (var haveMet = true; haveMet; )
        {
            haveMet = false;
            number++;
            PartnerId[] partners = [.. "abc".Select(letter => PartnerId.Parse($"prt_{number:D2}{letter}"))];
            await EarnAsync(second, partners);
            between.Before = async request =>
            {
                if (request == number)
                {
                    haveMet = true;
                    var refund = Refund($"refund-{number}", $"sale-{partners[1]}", 5_000, 1);
                    await second.Accruals.ApplyAsync(Slug, partners[1], [refund], default);
                }
            };
            await first.Ledger.DueAsync(Slug, partners, November, Later, default);
            var reserved = await first.Ledger.ReserveAsync(Slug, partners, November, default);
            Assert.Empty(await first.Ledger.PayAsync(Slug, partners, November.Period, default));
            between.Before = null;
            foreach (var partner in partners)
            {
                var balance = await first.Ledger.BalanceAsync(Slug, partner, default);
                Assert.Equal(reserved[partner].Amount, balance.Paid);
                Assert.Equal(haveMet && partner == partners[1] ? 500 : 1_000, balance.Paid + balance.Negative);
            }
        }

        // Each partner is written three times: matured, reserved and paid.
        Assert.InRange(number, 12, 40);
        Assert.Empty((await second.Ledger.VerifyAsync(Slug, default)).Mismatches);
    }

    [Fact]
    public async Task Neighbours_are_read_in_two_requests_and_partners_far_apart_one_by_one()
    {
        var requests = new StorageFault();
        await using var host = await StartAsync(azurite.TakeAccount(), requests, tables: new MemoryTables());
        PartnerId[] partners = [.. Enumerable.Range(1, 30).Select(number => PartnerId.Parse($"prt_{number:D2}"))];
        await EarnAsync(host, partners);
        await host.Ledger.DueAsync(Slug, partners, November, Later, default);

        requests.Arm(0, answerLost: false);
        var together = await host.Ledger.DueAsync(Slug, partners, November, Later, default);
        Assert.Equal(2, requests.Requests);
        requests.Arm(0, answerLost: false);
        var apart = await host.Ledger.DueAsync(Slug, [partners[0], partners[29]], November, Later, default);
        Assert.Equal(7, requests.Requests);

        Assert.All(partners, partner => Assert.Equal(new PayoutDue(1_000, IsReserved: false), together[partner]));
        Assert.Equal(2, apart.Count);
        Assert.Equal(together[partners[29]], apart[partners[29]]);
    }

    [Fact]
    public async Task A_payout_that_was_put_back_is_a_conflict_and_the_others_are_paid()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        PartnerId[] partners = [.. "abc".Select(letter => PartnerId.Parse($"prt_{letter}"))];
        await EarnAsync(host, partners);
        await host.Ledger.DueAsync(Slug, partners, November, Later, default);
        await host.Ledger.ReserveAsync(Slug, partners, November, default);
        await host.Ledger.ReleaseAsync(Slug, partners[1], November.Period, "excluded", default);

        var conflicts = await host.Ledger.PayAsync(Slug, partners, November.Period, default);

        Assert.Equal("put back", Assert.Single(conflicts).Value.State);
        var paid = await Task.WhenAll(partners.Select(PaidAsync));
        Assert.Equal([1_000L, 0, 1_000], paid);
        Assert.Equal(
            [true, false, true],
            (await host.Ledger.DueAsync(Slug, partners, November, Later, default))
                .OrderBy(due => due.Key.Value, StringComparer.Ordinal)
                .Select(due => due.Value.Amount == 0)
        );

        async Task<long> PaidAsync(PartnerId partner) => (await host.Ledger.BalanceAsync(Slug, partner, default)).Paid;
    }

    [Fact]
    public void An_excerpt_of_a_journal_that_lacks_a_page_is_not_used()
    {
        var excerpt = new JournalExcerpt { Pages = 3 };
        excerpt.Add(PageOf(2));
        excerpt.Add(PageOf(3));
        excerpt.Add(PageOf(4));

        Assert.Null(excerpt.EntriesAfter(LedgerPosition.Start));
        Assert.Equal([2L, 2, 3, 3], excerpt.EntriesAfter(new LedgerPosition(1, 0))!.Select(entry => entry.Page));
        Assert.Equal([(2L, 1), (3, 0), (3, 1)], Places(excerpt.EntriesAfter(new LedgerPosition(1, 1))!));
        Assert.Empty(excerpt.EntriesAfter(new LedgerPosition(3, 0))!);

        static IEnumerable<(long, int)> Places(IEnumerable<JournalEntry> entries) =>
            entries.Select(entry => (entry.Page, entry.Index));
    }

    private static JournalPage PageOf(long number) => new(number, [Transaction("one"), Transaction("two")]);

    private static LedgerTransaction Transaction(string cause)
    {
        var commission = CommissionId.Parse("com_1");
        return new LedgerTransaction(
            cause,
            SaleAt,
            [new Posting(Account.Pending, commission, -5), new Posting(Account.Payable, commission, 5)]
        );
    }

    private static async Task EarnAsync(LedgerHost host, IEnumerable<PartnerId> partners)
    {
        foreach (var partner in partners)
        {
            var sale = Sale($"sale-{partner}", customer: $"customer-of-{partner}", credited: [partner]);
            await host.Accruals.ApplyAsync(Slug, partner, [sale], default);
        }
    }
}
