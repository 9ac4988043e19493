using System.Globalization;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Acceptance;
using AffiliateFunctions.ExchangeRates;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tracking.Retry;
using Azure;
using Azure.Storage.Queues;
using Testing;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Tracking;

public sealed class RateTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly DailyRates Rates = new(
        new DateOnly(2026, 11, 10),
        new Dictionary<string, string> { ["EUR"] = "2" }
    );

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sales_that_waited_for_a_rate_go_on_whichever_request_fails(bool answerLost)
    {
        var fault = new StorageFault();
        await using var host = await TrackingHost.StartAsync(
            azurite.TakeAccount(),
            """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"} }] """,
            partners: 1,
            fault,
            tables: new MemoryTables()
        );
        for (var (failsAt, requests) = (0, 1); failsAt <= requests; failsAt++)
        {
            var program = ProgramSlug.Parse(string.Create(CultureInfo.InvariantCulture, $"run{failsAt}"));
            await host.ApplyAsync([.. Enumerable.Range(1, 2).Select(number => Sale(host, program, number))]);
            fault.Arm(failsAt, answerLost);
            await AgainAsync(() => PutAsync(host, program));
            requests = failsAt == 0 ? fault.Requests : requests;

            fault.Arm(0, answerLost);
            await host.ApplyAsync([.. (await TakenAsync(host)).DistinctBy(trackingEvent => trackingEvent.Id)]);
            var end = await host.EndAsync(program);
            Assert.Equal(2, end.Split('\n').Count(line => line.Contains(" share c1 200 0 ", StringComparison.Ordinal)));
            Assert.DoesNotContain("Accepted", end, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_currencies_that_are_named_are_set_and_the_others_stay()
    {
        await using var host = await TrackingHost.StartAsync(
            azurite.TakeAccount(),
            """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"} }] """,
            partners: 1,
            tables: new MemoryTables()
        );
        var (store, program) = (host.Get<RateStore>(), ProgramSlug.Parse("demo"));
        await store.PutAsync(program, Rates, default);
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i =>
                    store.PutAsync(
                        program,
                        Rates with
                        {
                            Rates = new Dictionary<string, string>
                            {
                                [i % 2 == 0 ? "JPY" : "GBP"] = i < 7 ? "1" : "1.25",
                            },
                        },
                        default
                    )
                )
        );
        await store.PutAsync(
            program,
            Rates with
            {
                Rates = new Dictionary<string, string> { ["JPY"] = "0.0066" },
            },
            default
        );

        var rates = (await store.FindAsync(program, Rates.Date, default))!.Rates;
        Assert.Equal(("2", "0.0066"), (rates["EUR"], rates["JPY"]));
        Assert.Equal(["EUR", "GBP", "JPY"], rates.Keys);
    }

    [Theory]
    [InlineData("""{"EUR": "1.0875", "JPY": "0.0066"}""", "EUR JPY")]
    [InlineData("""{"rates": {"EUR": "1.0875"} }""", "EUR")]
    [InlineData("""{"EUR": 1.0875, "EURO": "1"}""", "/EUR /EURO")]
    [InlineData("""{"rates": {"EUR": null} }""", "/rates/EUR")]
    [InlineData("{}", "")]
    public void Rates_are_sent_by_currency(string body, string expected)
    {
        var read = PutRates.Check(
            "2026-11-10",
            System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, System.Text.Json.JsonElement>>(body)!
        );
        Assert.Equal(expected, string.Join(' ', read.Succeeded ? read.Value.Rates.Keys : read.Problem.Errors.Keys));
    }

    private static async Task PutAsync(TrackingHost host, ProgramSlug program)
    {
        await host.Get<RateStore>().PutAsync(program, Rates, default);
        await host.Get<RetryEvents>().RatesStoredAsync(program, Rates.Date, default);
    }

    // Who was answered with a fault sends again.
    private static async Task AgainAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (RequestFailedException)
        {
            await step();
        }
    }

    private static async Task<IReadOnlyList<TrackingEvent>> TakenAsync(TrackingHost host)
    {
        var queue = host.Get<QueueServiceClient>().GetQueueClient(EventMessage.Queue);
        var messages = (await queue.ReceiveMessagesAsync(32)).Value;
        foreach (var message in messages)
        {
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }

        return [.. messages.SelectMany(message => EventMessage.Body.Unpack(message.Body))];
    }

    private static TrackingEvent Sale(TrackingHost host, ProgramSlug program, int number)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"s{number}");
        return TrackingHost.Event(
            program,
            EventType.Sale,
            new EventBody
            {
                EventId = id,
                InvoiceId = id,
                Code = "p0",
                Customer = new() { ExternalId = "c1" },
                Amount = 1_000,
                Currency = "EUR",
            },
            host.Clock.GetUtcNow()
        );
    }
}
