using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Attribution.Screens;
using AffiliateFunctions.Events;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Tests.Ledger;
using Azure;
using Azure.Data.Tables;
using Testing;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Tracking;

public sealed class CustomerErasureTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Mail = "ada.buyer@analytical.example.net";
    private const string OtherMail = "ada@home.example.net";
    private const string Rules = """
        "eligibility": {"screens": [{"id": "domain", "on": "sale", "when": {"field": "customer.email_domain", "op": "equals", "value": "analytical.example.net"}, "then": "hold", "reason": "Known"}]},
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"}}]
        """;

    private static readonly ProgramSlug Slug = ProgramSlug.Parse("erasure");
    private static readonly CustomerId Ada = CustomerId.Parse("c1");
    private static readonly string[] Personal =
    [
        "ada.buyer",
        "ada@home",
        "ada buyer",
        "analytical engines",
        "notes of the buyer",
        "browser of the buyer",
        "page of the buyer",
    ];

    [Fact]
    public async Task What_is_left_of_a_customer_says_nothing_of_the_person_and_changes_nothing_that_was_earned()
    {
        var account = azurite.TakeAccount();
        await using var host = await TrackingHost.StartAsync(account, Rules, partners: 2);
        await host.ApplyAsync(Story(host));
        var before = await host.EndAsync(Slug);
        Assert.Equal(Personal, await FoundAsync(account, Personal));

        Assert.True(await host.Get<CustomerErasure>().EraseAsync(Slug, Ada, default));

        // What traces compress had no address from the first.
        Assert.Empty(await FoundAsync(account, Personal));
        Assert.Equal(["bob"], await FoundAsync(account, ["bob"]));
        Assert.Equal(before, await host.EndAsync(Slug));
        Assert.Empty((await host.Get<ILedger>().VerifyAsync(Slug, default)).Mismatches);
        Assert.True(await host.Get<CustomerErasure>().EraseAsync(Slug, Ada, default));
    }

    [Fact]
    public async Task Who_is_erased_is_no_twin_of_the_next_with_the_address_and_others_of_it_stay()
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 2);
        await host.ApplyAsync(Story(host, Mail));
        await host.Get<CustomerErasure>().EraseAsync(Slug, Ada, default);
        var noted = await host.Get<CustomerEmailIndex>()
            .RecordAsync(Slug, [(Mail, CustomerId.Parse("c9")), (OtherMail, CustomerId.Parse("c9"))], default);
        Assert.Equal([CustomerId.Parse("c2"), CustomerId.Parse("c9")], noted[Mail]);
        Assert.Equal([CustomerId.Parse("c9")], noted[OtherMail]);
    }

    [Fact]
    public async Task An_event_that_is_told_again_is_still_known_by_what_was_sent()
    {
        var account = azurite.TakeAccount();
        await using var host = await TrackingHost.StartAsync(account, Rules, partners: 2);
        await host.ApplyAsync(Story(host));
        await host.Get<CustomerErasure>().EraseAsync(Slug, Ada, default);
        var before = await host.EndAsync(Slug);
        await host.ApplyAsync(Story(host));
        Assert.Equal(before, await host.EndAsync(Slug));
        Assert.Empty(await FoundAsync(account, Personal));
        var noted = await host.Get<CustomerEmailIndex>()
            .RecordAsync(Slug, [(OtherMail, CustomerId.Parse("c9"))], default);
        Assert.Equal([CustomerId.Parse("c9")], noted[OtherMail]);
    }

    [Fact]
    public async Task A_customer_of_more_events_than_a_transaction_takes_is_erased_whole()
    {
        var account = azurite.TakeAccount();
        await using var host = await TrackingHost.StartAsync(account, Rules, partners: 2);
        var sale = Story(host).Single(trackingEvent => trackingEvent.Id.Value == "sale");
        await host.ApplyAsync(Story(host));
        await host.ApplyAsync([
            .. Enumerable
                .Range(0, 200)
                .Select(number =>
                    sale with
                    {
                        Body = sale.Body with { EventId = $"sale-{number}", InvoiceId = $"sale-{number}" },
                    }
                ),
        ]);
        await host.Get<CustomerErasure>().EraseAsync(Slug, Ada, default);
        Assert.Empty(await FoundAsync(account, Personal));
    }

    [Fact]
    public async Task Of_whom_nothing_is_known_nothing_is_erased()
    {
        var account = azurite.TakeAccount();
        await using var host = await TrackingHost.StartAsync(account, Rules, partners: 2);
        Assert.False(await host.Get<CustomerErasure>().EraseAsync(Slug, Ada, default));
        Assert.Null(await host.Get<CustomerStore>().FindAsync(Slug, Ada, default));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cut_off_at_any_request_and_asked_again_it_leaves_nothing(bool answerLost)
    {
        var fault = new StorageFault();
        var account = azurite.TakeAccount();
        for (var (failsAt, requests) = (1, 1); failsAt <= requests; failsAt++)
        {
            var tables = new MemoryTables();
            await using var host = await TrackingHost.StartAsync(account, Rules, partners: 2, fault, tables: tables);
            fault.Arm(0, answerLost);
            await host.ApplyAsync(Story(host));
            fault.Arm(failsAt, answerLost);
            await Assert.ThrowsAsync<RequestFailedException>(() =>
                host.Get<CustomerErasure>().EraseAsync(Slug, Ada, default)
            );
            fault.Arm(0, answerLost);
            Assert.True(await host.Get<CustomerErasure>().EraseAsync(Slug, Ada, default));
            Assert.Empty(await FoundAsync(account, Personal, tables));
            var noted = await host.Get<CustomerEmailIndex>()
                .RecordAsync(Slug, [(OtherMail, CustomerId.Parse("c9"))], default);
            Assert.Equal([CustomerId.Parse("c9")], noted[OtherMail]);
            if (failsAt == 1)
            {
                await using var whole = await TrackingHost.StartAsync(
                    account,
                    Rules,
                    partners: 2,
                    fault,
                    tables: new MemoryTables()
                );
                await whole.ApplyAsync(Story(whole));
                fault.Arm(0, answerLost);
                await whole.Get<CustomerErasure>().EraseAsync(Slug, Ada, default);
                requests = fault.Requests;
            }
        }
    }

    private static List<TrackingEvent> Story(TrackingHost host, string othersMail = "bob@customer.example.net")
    {
        var ada = new CustomerBody
        {
            ExternalId = Ada.Value,
            Email = Mail,
            Name = "Ada Buyer",
            Company = "Analytical Engines",
            Country = "GB",
        };
        var metadata = new Dictionary<string, JsonElement> { ["said"] = JsonElement.Parse("\"Notes of the buyer\"") };
        return
        [
            Of(
                EventType.Lead,
                1,
                new()
                {
                    EventId = "lead",
                    Customer = ada,
                    Code = "p0",
                    Metadata = metadata,
                    UserAgent = "Browser of the buyer",
                    Referrer = "https://page.example.net/page of the buyer",
                }
            ),
            Of(
                EventType.Lead,
                2,
                new()
                {
                    EventId = "lead-other",
                    Customer = ada with { ExternalId = "c2", Name = "Bob", Company = null, Email = othersMail },
                    Code = "p0",
                }
            ),
            Of(
                EventType.Lead,
                3,
                new()
                {
                    EventId = "lead-mail",
                    Customer = ada with { Email = OtherMail },
                    Code = "p0",
                }
            ),
            Of(
                EventType.Sale,
                4,
                new()
                {
                    EventId = "sale",
                    InvoiceId = "sale",
                    Customer = ada,
                    Amount = 10_000,
                    Currency = "USD",
                }
            ),
            Of(
                EventType.Sale,
                5,
                new()
                {
                    EventId = "rejected",
                    InvoiceId = "rejected",
                    Customer = ada,
                    Code = "nobody",
                    Amount = 10_000,
                    Currency = "USD",
                }
            ),
            Of(
                EventType.Refund,
                6,
                new()
                {
                    EventId = "refund",
                    InvoiceId = "sale",
                    Amount = 1_000,
                    Metadata = metadata,
                }
            ),
        ];

        TrackingEvent Of(EventType type, int minute, EventBody body) =>
            TrackingHost.Event(
                Slug,
                type,
                body with
                {
                    OccurredAt = host.Clock.GetUtcNow().AddMinutes(minute - 60),
                },
                host.Clock.GetUtcNow()
            );
    }

    // Which of the texts stand anywhere in storage.
    private static async Task<List<string>> FoundAsync(string account, string[] texts, MemoryTables? tables = null)
    {
        var stored = new List<string>();
        var service = new TableServiceClient(account, (tables ?? MemoryTables.Of(account)).Options());
        await foreach (var table in service.QueryAsync())
        {
            await foreach (var row in service.GetTableClient(table.Name).QueryAsync<TableEntity>())
            {
                stored.AddRange(row.Select(column => column.Value).OfType<string>());
            }
        }

        return [.. texts.Where(text => stored.Exists(name => name.Contains(text, StringComparison.OrdinalIgnoreCase)))];
    }
}
