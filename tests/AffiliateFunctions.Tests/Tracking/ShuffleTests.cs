using System.Collections.Concurrent;
using System.Globalization;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Tracking.Apply;
using Testing;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>
/// The same five thousand events in any order, a fifth of them twice, through several workers at once: the same ledger,
/// where no rule depends on the order.
/// </summary>
public sealed class ShuffleTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const int Events = 5_000;
    private const int Partners = 20;
    private const int Customers = 400;
    private const int Workers = 4;
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "12.5"}}, {"id": "lead", "on": "lead", "pay": {"flat": 150}, "repeat": true}],
        "select": "all"
        """;

    [Fact]
    public async Task Order_repeats_and_concurrency_change_nothing()
    {
        var ordered = await EndAsync(events => [.. events.Chunk(500)], workers: 1);
        Assert.Equal(ordered, await EndAsync(events => Shuffled(events, new Random(1)), Workers));
    }

    [Fact]
    public async Task What_a_customers_cap_allows_is_granted_in_any_order_whoever_is_credited()
    {
        const int Cap = 2_500;
        await using var host = await TrackingHost.StartAsync(
            azurite.TakeAccount(),
            $$"""{{Rules}}, "caps": [{"id": "customer", "scope": "customer", "window": "lifetime", "max": {{Cap}} }]""",
            Partners,
            tables: new MemoryTables()
        );
        var (program, now) = (ProgramSlug.Parse("capped"), host.Clock.GetUtcNow());
        var sales = Enumerable
            .Range(0, 600)
            .Select(number =>
                TrackingHost.Event(
                    program,
                    EventType.Sale,
                    new()
                    {
                        EventId = $"e{number}",
                        InvoiceId = $"i{number}",
                        Customer = Named(number % 50),
                        Code = Code(number * 7),
                        Amount = 4_000 + number,
                        Currency = "USD",
                        OccurredAt = now.AddMinutes(number - 1_000),
                    },
                    now
                )
            )
            .ToList();
        await RunAsync(host, program, Shuffled(sales, new Random(4)), Workers);
        Assert.Equal(Enumerable.Repeat((long)Cap, 50), (await host.GrantedAsync(program)).Values);
    }

    [Fact]
    public async Task A_bounty_is_paid_once_for_each_customer_in_any_order_whoever_is_credited()
    {
        await using var host = await TrackingHost.StartAsync(
            azurite.TakeAccount(),
            """ "commissions": [{"id": "bounty", "on": "lead", "pay": {"flat": 500}}] """,
            Partners,
            tables: new MemoryTables()
        );
        var (program, now) = (ProgramSlug.Parse("bounties"), host.Clock.GetUtcNow());
        var leads = Enumerable
            .Range(0, 400)
            .Select(number =>
                TrackingHost.Event(
                    program,
                    EventType.Lead,
                    new()
                    {
                        EventId = $"e{number}",
                        Customer = Named(number % 40),
                        Code = Code(number * 7),
                        OccurredAt = now.AddMinutes(number - 1_000),
                    },
                    now
                )
            )
            .ToList();
        await RunAsync(host, program, Shuffled(leads, new Random(5)), Workers);
        Assert.Equal(Enumerable.Repeat(500L, 40), (await host.GrantedAsync(program)).Values);
    }

    // Each run has an account of its own, so that the second one meets nothing of the first.
    private async Task<string> EndAsync(Func<IReadOnlyList<TrackingEvent>, List<TrackingEvent[]>> pack, int workers)
    {
        await using var host = await TrackingHost.StartAsync(
            azurite.TakeAccount(),
            Rules,
            Partners,
            tables: new MemoryTables()
        );
        var program = ProgramSlug.Parse("shuffled");
        await RunAsync(host, program, pack(Story(program, host.Clock.GetUtcNow())), workers);

        // How many tries a sale took that came before its customer's lead is all that the order decides.
        return await host.EndAsync(program, withAttempts: false);
    }

    private static List<TrackingEvent[]> Shuffled(IReadOnlyList<TrackingEvent> events, Random random)
    {
        TrackingEvent[] doubled = [.. events, .. random.GetItems(events.ToArray(), events.Count / 5)];
        random.Shuffle(doubled);
        return Uneven(doubled, random);
    }

    private static List<TrackingEvent[]> Uneven(TrackingEvent[] events, Random random)
    {
        var messages = new List<TrackingEvent[]>();
        for (var taken = 0; taken < events.Length; taken += messages[^1].Length)
        {
            messages.Add([.. events.Skip(taken).Take(random.Next(1, 301))]);
        }

        return messages;
    }

    private static async Task RunAsync(
        TrackingHost host,
        ProgramSlug program,
        List<TrackingEvent[]> packed,
        int workers
    )
    {
        var messages = new ConcurrentQueue<TrackingEvent[]>(packed);
        await Task.WhenAll(
            Enumerable
                .Range(0, workers)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        while (messages.TryDequeue(out var message))
                        {
                            try
                            {
                                await host.ApplyAsync(message);
                            }
                            catch (SaleNotAppliedException)
                            {
                                // The queue delivers it again, later.
                                messages.Enqueue(message);
                            }

                            foreach (var queued in await host.TakeQueuedAsync())
                            {
                                messages.Enqueue([.. queued]);
                            }
                        }
                    })
                )
        );

        Assert.Empty((await host.Get<ILedger>().VerifyAsync(program, default)).Mismatches);
    }

    // Each customer is one partner's; of ten events one is a lead, six are sales, three refund a part of a sale. Some
    // customers are leads first, and name nobody when they buy.
    private static List<TrackingEvent> Story(ProgramSlug program, DateTimeOffset now)
    {
        var events = new List<TrackingEvent>();
        for (var number = 0; number < Events; number++)
        {
            var at = now.AddDays(-60).AddMinutes(number * 10);
            var sale = (number / 10 * 10) + (number % 3) + 1;
            var customer = (number % 10 < 7 ? number : sale) % Customers;
            EventBody body = (number % 10) switch
            {
                3 or 5 when number < Customers => new() { Customer = Named(customer), Code = Code(customer) },
                3 or 5 => new()
                {
                    Customer = Named(customer),
                    InvoiceId = $"i{number}",
                    Amount = 1_000 + number,
                    Currency = "USD",
                },
                0 => new() { Customer = Named(customer), Code = Code(customer) },
                < 7 => new()
                {
                    Customer = Named(customer),
                    Code = Code(customer),
                    InvoiceId = $"i{number}",
                    Amount = 1_000 + number,
                    Currency = "USD",
                },
                _ => new() { InvoiceId = $"i{sale}", Amount = 100 + (number % 7) },
            };
            var type = (number % 10) switch
            {
                0 => EventType.Lead,
                3 or 5 when number < Customers => EventType.Lead,
                < 7 => EventType.Sale,
                _ => EventType.Refund,
            };
            events.Add(
                TrackingHost.Event(
                    program,
                    type,
                    body with
                    {
                        EventId = string.Create(CultureInfo.InvariantCulture, $"e{number}"),
                        OccurredAt = at,
                    },
                    now
                )
            );
        }

        return events;
    }

    private static CustomerBody Named(int customer) =>
        new() { ExternalId = string.Create(CultureInfo.InvariantCulture, $"c{customer}") };

    private static string Code(int customer) => string.Create(CultureInfo.InvariantCulture, $"p{customer % Partners}");
}
