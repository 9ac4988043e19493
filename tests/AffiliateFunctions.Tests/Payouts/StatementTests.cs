using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Ledger.Accounts;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Payouts.Statements;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Tests.Ledger;
using Azure;
using Testing;
using Testing.Tables;
using static AffiliateFunctions.Tests.Ledger.Effects;
using static AffiliateFunctions.Tests.Ledger.LedgerHost;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>Statements of a partner over several months, made from the real ledger.</summary>
public sealed class StatementTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly Period January = December.Next;
    private static readonly Period February = January.Next;

    [Fact]
    public async Task Months_form_a_chain_over_late_refunds_failed_and_returned_payouts_and_a_skipped_partner()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var book = await StatementBook.OpenAsync(host);
        var frozen = await LiveAsync(host, book);

        Assert.Equal([0L, 4_000, 3_500, 2_000], frozen.Select(statement => statement.Span.Opening.Owed()));
        Assert.Equal([4_000L, 3_500, 2_000, 2_700], frozen.Select(statement => statement.Span.Closing.Owed()));
        Assert.All(
            frozen,
            statement =>
                Assert.Equal(
                    statement.Span.Closing.Owed(),
                    statement.Span.Opening.Owed() + statement.Lines.Sum(line => line.Amount)
                )
        );
        Assert.Equal(
            [
                (MovementKind.Payout, -3_500L, "Payout of 2026-12"),
                (MovementKind.Reversal, -1_500L, frozen[2].Lines[1].Text),
                (MovementKind.PayoutReturned, 3_500L, "Payout of 2026-12, sent back by the bank"),
            ],
            frozen[2].Lines.Select(line => (line.Kind, line.Amount, line.Text))
        );
        Assert.Contains("after refund refund-2", frozen[2].Lines[1].Text, StringComparison.Ordinal);
        Assert.Equal("share on 100.00 USD, sale sale-1 of 2026-11-05", frozen[0].Lines[0].Text);
        Assert.Equal(("none", "below_minimum"), (frozen[1].Payout.Status, frozen[1].Payout.Reason));
        var balance = await host.Ledger.BalanceAsync(Slug, Partner, default);
        Assert.Equal(2_700, balance.Pending + balance.Payable + balance.InPayout + balance.Negative);
    }

    [Fact]
    public async Task A_frozen_statement_stays_as_it_is_and_a_preliminary_one_follows_the_ledger()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var book = await StatementBook.OpenAsync(host);
        await book.ApplyAsync(Sale("sale-1"));
        var preliminary = await book.FindAsync(November);
        await book.ApplyAsync(Sale("sale-2", 30_000));
        book.MoveTo(December, day: 2);
        var frozen = JsonOf(await book.FreezeAsync(November));

        await book.ApplyAsync(Sale("sale-3"), Refund("refund-1", "sale-1", 10_000, 1));
        book.MoveTo(December, day: 9);

        Assert.Equal((1_000, null), (preliminary!.Span.Closing.Owed(), preliminary.FrozenAt));
        Assert.Equal(frozen, JsonOf(await book.FindAsync(November)));
        Assert.Equal(frozen, JsonOf(await book.FreezeAsync(November)));
        Assert.Contains("\"frozen_at\":\"2026-12-02T00:00:00+00:00\"", frozen, StringComparison.Ordinal);
        Assert.Equal(4_000, (await book.FindAsync(December))!.Span.Opening.Owed());
    }

    [Theory]
    [InlineData("reserved", 1_000, "10.00 USD, planned")]
    [InlineData("none", 0, "not decided yet")]
    public async Task A_preliminary_statement_promises_no_payout(string status, long amount, string text)
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var book = await StatementBook.OpenAsync(host);
        await book.ApplyAsync(Sale("sale-1"));
        var payout = new StatementPayout(amount, status, Reason: null, SettledAt: null, Lines: []);
        var page = new StatementText((await book.FindAsync(November))! with { Payout = payout }).ToPage(
            new Brand("Program")
        );
        Assert.Equal(text, page.Facts.Single(fact => fact.Label == "Payout of November 2026").Value);
    }

    [Fact]
    public async Task A_month_ends_at_midnight_in_the_programs_time_zone()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var book = await StatementBook.OpenAsync(host, "America/New_York");
        book.MoveTo(December, day: 1, hour: 4);
        await book.ApplyAsync(Sale("sale-1"));
        book.MoveTo(December, day: 1, hour: 5);
        await book.ApplyAsync(Sale("sale-2", 30_000));

        var november = (await book.FreezeAsync(November))!;
        Assert.Equal((0, 1_000), (november.Span.Opening.Owed(), november.Span.Closing.Owed()));
        var page = new StatementText(november).ToPage(new Brand("Program"));
        Assert.Equal("30 Nov", Assert.Single(page.Rows).Date);
        Assert.Equal("1 November 2026 to 30 November 2026 (America/New_York)", page.Facts[0].Value);
        Assert.Equal(4_000, (await book.FindAsync(December))!.Span.Closing.Owed());
    }

    [Fact]
    public async Task Without_a_movement_and_with_nothing_owed_there_is_no_statement()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var book = await StatementBook.OpenAsync(host);
        await book.ApplyAsync(Sale("sale-1"), Refund("refund-1", "sale-1", 10_000, 1));

        Assert.Equal(2, (await book.FreezeAsync(November))!.Lines.Count);
        Assert.Null(await book.FreezeAsync(December));
        Assert.Null(await book.FreezeAsync(November.Previous));
    }

    [Fact]
    public async Task A_held_commission_is_beside_the_balance_until_it_is_released()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var book = await StatementBook.OpenAsync(host);
        await book.ApplyAsync(Sale("sale-1", hold: "self_referral"));

        var statement = (await book.FindAsync(November))!;
        var answer = StatementAnswer.Of(statement);
        Assert.Equal((0, 1_000, 0), (answer.ClosingBalance, answer.Balance.Held, answer.Movements.Count));
    }

    [Fact]
    public async Task Earlier_months_are_not_read_again()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var book = await StatementBook.OpenAsync(host);
        await book.ApplyAsync([.. Enumerable.Range(0, 40).Select(number => Sale($"sale-{number}"))]);
        book.MoveTo(December, day: 1);
        await book.FreezeAsync(November);
        await book.ApplyAsync(Sale("late"));
        var before = book.Read;
        book.MoveTo(January, day: 1);

        var december = (await book.FreezeAsync(December))!;
        Assert.Equal((1, 40_000), (book.Read - before, december.Span.Opening.Owed()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Interrupted_at_any_request_and_repeated_the_statements_are_the_same(bool answerLost)
    {
        var fault = new StorageFault();
        string? whole = null;
        for (var (failsAt, requests) = (0, 0); failsAt <= requests; failsAt++)
        {
            await using var host = await StartAsync(azurite.TakeAccount(), fault, tables: new MemoryTables());
            fault.Arm(0, answerLost);
            var book = await StatementBook.OpenAsync(host);
            await book.ApplyAsync(Sale("sale-1"), Sale("sale-2"));
            book.MoveTo(December, day: 2);
            fault.Arm(failsAt, answerLost);
            try
            {
                await book.FreezeAsync(November);
            }
            catch (RequestFailedException)
            {
                // The activity is repeated.
                await book.FreezeAsync(November);
            }

            requests = failsAt == 0 ? fault.Requests : requests;
            fault.Arm(0, answerLost);
            var stored = JsonOf(await book.Store.FindAsync(Slug, Partner, November, default));
            Assert.Equal(whole ??= stored, stored);
            Assert.Single((await book.Store.SpansAsync(Slug, [Partner], November, default))[Partner]);
            Assert.Equal(answerLost ? 1 : 8, requests);
        }
    }

    [Fact]
    public async Task An_erased_partner_is_named_by_no_statement()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var book = await StatementBook.OpenAsync(host);
        await book.ApplyAsync(Sale("ada-lovelace-1"));
        var before = (await book.FreezeAsync(November))!;
        var erased = new ErasedPartner(Slug, Partner, [], ["Ada Lovelace", "Analytical Partners", "ada-lovelace"]);

        await book.Store.RewordAsync(Slug, Partner, November, statement => statement.Without(erased), default);

        var after = (await book.Store.FindAsync(Slug, Partner, November, default))!;
        Assert.DoesNotContain("lovelace", JsonOf(after), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(("Erased", "Erased"), (after.Name, after.Company));
        Assert.Equal(
            (before.Span, before.Lines[0].Amount, before.FrozenAt),
            (after.Span, after.Lines[0].Amount, after.FrozenAt)
        );
    }

    [Fact]
    public async Task Adjustments_and_voids_are_movements_with_their_reasons_until_the_partner_is_erased()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var book = await StatementBook.OpenAsync(host);
        await book.ApplyAsync(Sale("sale-1"));
        var now = host.Clock.GetUtcNow();
        var adjustments = host.Get<ILedgerAdjustments>();
        var order = new AdjustmentOrder(
            AdjustmentId.Parse("adj_1"),
            Partner,
            "bonus",
            5_000,
            "USD",
            "For Ada",
            "finance@example.com",
            now
        );
        await adjustments.PostAsync(Slug, order, default);
        var sale = await host.Ledger.CommissionsAsync(Slug, Partner, default).FirstAsync(line => line.Amount == 1_000);
        var decision = new CommissionVoid(AdjustmentId.Parse("adj_2"), VoidReason.Fraud, "finance@example.com", now);
        await adjustments.VoidAsync(Slug, Partner, sale.Id, decision, default);

        var lines = (await book.FreezeAsync(November))!.Lines;
        Assert.Equal([1_000L, 5_000, -1_000], lines.Select(line => line.Amount));
        Assert.Equal((MovementKind.Adjustment, MovementKind.Reversal), (lines[1].Kind, lines[2].Kind));
        Assert.Equal("Bonus (adj_1) of 2026-11-10: For Ada", lines[1].Text);
        Assert.StartsWith("Voided by adj_2: share on 100.00 USD", lines[2].Text, StringComparison.Ordinal);

        var erased = new ErasedPartner(Slug, Partner, [], []);
        await book.Store.RewordAsync(Slug, Partner, November, statement => statement.Without(erased), default);
        var after = (await book.Store.FindAsync(Slug, Partner, November, default))!;
        Assert.Equal("Bonus (adj_1) of 2026-11-10", after.Lines[1].Text);
    }

    [Fact]
    public async Task The_csv_carries_the_balance_from_the_opening_to_the_closing()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var book = await StatementBook.OpenAsync(host);
        await book.ApplyAsync(Sale("sale-1"), Refund("refund-1", "sale-1", 5_000, 1));

        var csv = new StatementText((await book.FindAsync(November))!).ToCsv().Split("\r\n");
        Assert.Equal("date,kind,commission_id,text,amount,balance,currency", csv[0]);
        Assert.Equal("2026-11-01,opening_balance,,Opening balance,,0.00,USD", csv[1]);
        Assert.EndsWith(",10.00,10.00,USD", csv[2], StringComparison.Ordinal);
        Assert.EndsWith(",-5.00,5.00,USD", csv[3], StringComparison.Ordinal);
        Assert.Equal("2026-11-30,closing_balance,,Closing balance,,5.00,USD", csv[4]);
    }

    private static async Task<IReadOnlyList<StoredStatement>> LiveAsync(LedgerHost host, StatementBook book)
    {
        var frozen = new List<StoredStatement?>();

        // November: two sales. December: a refund before the payment, and the payout of November fails.
        await book.ApplyAsync(Sale("sale-1"), Sale("sale-2", 30_000));
        book.MoveTo(December, day: 2);
        frozen.Add(await book.FreezeAsync(November));
        await book.ApplyAsync(Refund("refund-1", "sale-1", 5_000, 1));
        book.MoveTo(December, day: 10);
        await book.ReserveAsync(November);
        await host.Ledger.ReleaseAsync(Slug, Partner, November, "Account closed", default);
        book.MoveTo(January, day: 2);
        frozen.Add(await book.FreezeAsync(December, new SkippedPartner(Partner, 3_500, "below_minimum")));

        // January: the payout of December is paid, a sale of it is refunded, and the bank sends the payment back.
        await book.ReserveAsync(December);
        await host.Ledger.PayAsync(Slug, Partner, December, default);
        await book.ApplyAsync(Refund("refund-2", "sale-2", 15_000, 1, saleAmount: 30_000));
        Assert.Equal(-1_500, (await book.FindAsync(January))!.Span.Closing.Owed());
        await host.Ledger.ReturnAsync(Slug, Partner, December, "Sent back", default);
        book.MoveTo(February, day: 3);
        frozen.Add(await book.FreezeAsync(January));
        await book.ApplyAsync(Sale("sale-3", 7_000));
        book.MoveTo(February.Next, day: 1);
        frozen.Add(await book.FreezeAsync(February));
        return [.. frozen.Select(statement => statement!)];
    }

    private static string JsonOf(StoredStatement? statement) => JsonSerializer.Serialize(statement, StoredJson.Options);
}
