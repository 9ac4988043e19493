using Affiliate.Domain.Identity;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Payouts.Statements;
using AffiliateFunctions.Tests.Ledger;
using Azure;
using Azure.Data.Tables;
using Testing;
using Testing.Tables;
using static AffiliateFunctions.Tests.Ledger.Effects;
using static AffiliateFunctions.Tests.Ledger.LedgerHost;
using SelfBilling = AffiliateFunctions.Onboarding.SelfBilling;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>The numbers of self-billing invoices have no gap and no repeat.</summary>
public sealed class InvoiceNumberTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task Thirty_statements_at_once_get_the_numbers_from_1_to_30()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var numbers = await NumbersAsync(host);

        var assigned = await Task.WhenAll(
            Enumerable
                .Range(1, 30)
                .Select(partner => numbers.AssignAsync(Slug, PartnerId.Parse($"prt_{partner}"), November, default))
        );

        Assert.Equal(
            Enumerable.Range(1, 30).Select(number => $"demo-2026-{number:D6}"),
            assigned.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Each_program_and_year_counts_from_1_and_a_statement_keeps_its_number()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var numbers = await NumbersAsync(host);
        var other = ProgramSlug.Parse("other");

        Assert.Equal("demo-2026-000001", await numbers.AssignAsync(Slug, Partner, November, default));
        Assert.Equal("demo-2026-000002", await numbers.AssignAsync(Slug, Partner, December, default));
        Assert.Equal("demo-2027-000001", await numbers.AssignAsync(Slug, Partner, December.Next, default));
        Assert.Equal("other-2026-000001", await numbers.AssignAsync(other, Partner, November, default));
        Assert.Equal("demo-2026-000001", await numbers.AssignAsync(Slug, Partner, November, default));
        Assert.Null(await numbers.FindAsync(Slug, Other, November, default));
    }

    [Fact]
    public void The_sides_of_an_invoice_have_their_addresses_and_VAT_ids_and_an_erasure_keeps_the_company()
    {
        var parties = new InvoiceParties(
            new InvoiceParty("Partner GmbH", "Weg 1, 20095 Hamburg", "DE", "DE123456789"),
            new InvoiceParty("Example SARL", "1 rue Exemple, 75001 Paris, France", null, "FR12345678901")
        );
        Assert.Equal("Partner GmbH, Weg 1, 20095 Hamburg, DE, VAT id DE123456789", parties.Supplier.ToText());
        Assert.Equal(
            "Example SARL, 1 rue Exemple, 75001 Paris, France, VAT id FR12345678901",
            parties.Customer.ToText()
        );
        Assert.Equal("Erased, DE", parties.WithoutPartner().Supplier.ToText());
        Assert.Equal(parties.Customer, parties.WithoutPartner().Customer);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Interrupted_at_any_request_no_number_is_lost_or_used_twice(bool answerLost)
    {
        var fault = new StorageFault();
        var requests = 0;
        for (var failsAt = 0; failsAt <= requests; failsAt++)
        {
            await using var host = await StartAsync(azurite.TakeAccount(), fault, tables: new MemoryTables());
            fault.Arm(0, answerLost);
            var book = await BookAsync(host);
            fault.Arm(failsAt, answerLost);
            StoredStatement? frozen = null;
            var isInterrupted = false;
            try
            {
                frozen = await book.FreezeAsync(November);
            }
            catch (RequestFailedException)
            {
                // Before the activity is repeated, the agreement ends.
                isInterrupted = true;
                fault.Arm(0, answerLost);
                var before = await new InvoiceNumbers(host.Get<StorageTables>()).FindAsync(
                    Slug,
                    Partner,
                    November,
                    default
                );
                book.Payee = book.Payee with
                {
                    SelfBilling = new SelfBilling(IsAgreed: before is null, DateTimeOffset.UnixEpoch),
                };
                frozen = await book.FreezeAsync(November);
            }

            requests = failsAt == 0 ? fault.Requests : requests;
            fault.Arm(0, answerLost);
            Assert.Equal(failsAt > 0, isInterrupted);
            Assert.Equal("demo-2026-000001", frozen!.InvoiceNumber);
            var numbers = new InvoiceNumbers(host.Get<StorageTables>());
            Assert.Equal("demo-2026-000002", await numbers.AssignAsync(Slug, Other, November, default));
        }

        Assert.InRange(requests, answerLost ? 2 : 6, 60);
    }

    [Fact]
    public async Task Only_partners_that_agreed_and_earned_something_get_a_number()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var book = await BookAsync(host);

        Assert.Null((await book.FindAsync(November))!.InvoiceNumber);
        var november = (await book.FreezeAsync(November))!;
        Assert.Equal(("demo-2026-000001", 1_000), (november.InvoiceNumber, november.InvoiceAmount));
        Assert.Equal(november.Company, november.Parties!.Supplier.Name);
        Assert.Contains(
            new StatementText(november).ToPage(new Brand("Program")).Facts,
            fact => fact.Label == "Supplier" && fact.Value == november.Parties.Supplier.ToText()
        );

        // December pays and earns nothing.
        await book.ReserveAsync(November);
        book.MoveTo(December.Next, day: 1);
        var december = (await book.FreezeAsync(December))!;
        Assert.Equal((null, null), (december.InvoiceNumber, december.Parties));

        // A refund of a paid sale is invoiced back.
        await book.ApplyAsync(Refund("refund-1", "sale-1", 5_000, 1));
        book.MoveTo(December.Next.Next, day: 1);
        var january = (await book.FreezeAsync(December.Next))!;
        Assert.Equal(("demo-2027-000001", -500), (january.InvoiceNumber, january.InvoiceAmount));
        Assert.Contains(
            new StatementText(january).ToPage(new Brand("Program")).Facts,
            fact => fact is { Label: "Self-billing credit note", Value: "demo-2027-000001, -5.00 USD" }
        );
    }

    [Fact]
    public async Task A_statement_that_was_frozen_without_a_number_takes_none_when_it_is_frozen_again()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var book = await BookAsync(host);
        var agreed = book.Payee.SelfBilling;
        book.Payee = book.Payee with { SelfBilling = null };
        Assert.Null((await book.FreezeAsync(November))!.InvoiceNumber);

        book.Payee = book.Payee with { SelfBilling = agreed };
        Assert.Null((await book.FreezeAsync(November))!.InvoiceNumber);

        var numbers = new InvoiceNumbers(host.Get<StorageTables>());
        Assert.Null(await numbers.FindAsync(Slug, Partner, November, default));
        Assert.Equal("demo-2026-000001", await numbers.AssignAsync(Slug, Other, November, default));
    }

    private static async Task<StatementBook> BookAsync(LedgerHost host)
    {
        var book = await StatementBook.OpenAsync(host);
        book.Payee = book.Payee with { SelfBilling = new SelfBilling(IsAgreed: true, DateTimeOffset.UnixEpoch) };
        await book.ApplyAsync(Sale("sale-1"));
        book.MoveTo(December, day: 10);
        return book;
    }

    private static async Task<InvoiceNumbers> NumbersAsync(LedgerHost host)
    {
        await host.Get<TableServiceClient>().CreateTableIfNotExistsAsync(StatementStore.Table);
        return new InvoiceNumbers(host.Get<StorageTables>());
    }
}
