using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Events;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Tests.Ledger;
using Azure.Core;
using Azure.Core.Pipeline;
using Testing;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>Which customers of a message are decided at the same time, and which one after the other.</summary>
public sealed class DecisionOrderTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Customers_with_nothing_in_common_are_decided_at_the_same_time()
    {
        var waves = WavesOf([.. Enumerable.Range(0, 100).Select(number => Lead($"c{number}", number))]);
        var wave = Assert.Single(waves);
        Assert.InRange(wave.Count, 2, 16);
        Assert.Equal(wave.Count, wave.Select(chunk => chunk.Partition).Distinct().Count());
        Assert.Equal(100, wave.Sum(chunk => chunk.Events.Count));
    }

    [Fact]
    public void Customers_of_one_mailbox_are_decided_in_the_order_in_which_they_came()
    {
        var waves = WavesOf(
            [Lead("c1", 1), Lead("c2", 2), Lead("c3", 3), Lead("other", 4)],
            mailbox: ["c3", "c1", "c2"]
        );
        Assert.Equal(["c3 other", "c1", "c2"], waves.Select(NamesOf));
    }

    [Fact]
    public void Customers_who_are_linked_to_the_same_customer_are_decided_in_their_order_of_time()
    {
        var waves = WavesOf([Lead("c2", 2), Lead("c1", 1), Lead("c3", 3)], links: [("c2", "absent"), ("c1", "absent")]);
        Assert.Equal(["c1 c3", "c2"], waves.Select(NamesOf));
    }

    [Fact]
    public void A_customer_who_follows_an_absent_one_in_its_mailbox_keeps_its_place_in_time_among_linked_customers()
    {
        var waves = WavesOf([Lead("c2", 2), Lead("c1", 1)], mailbox: ["absent", "c1"], links: [("c2", "c1")]);
        Assert.Equal(["c1", "c2"], waves.Select(NamesOf));
    }

    [Fact]
    public void Of_customers_at_the_same_instant_the_event_ids_decide_whatever_the_order_of_the_message()
    {
        TrackingEvent[] events = [Lead("c1", 1, "e2"), Lead("c2", 1, "e1")];
        Assert.Equal(["c2", "c1"], WavesOf(events, links: [("c1", "c2")]).Select(NamesOf));
        Assert.Equal(["c2", "c1"], WavesOf([events[1], events[0]], links: [("c1", "c2")]).Select(NamesOf));
    }

    [Fact]
    public void The_many_events_of_one_customer_are_decided_fifty_at_a_time_in_their_order()
    {
        var waves = WavesOf([
            .. Enumerable.Range(0, 120).Reverse().Select(number => Lead("c1", number, $"e{number:000}")),
        ]);
        Assert.Equal([50, 50, 20], waves.Select(wave => Assert.Single(wave).Events.Count));
        Assert.Equal(
            Enumerable.Range(0, 120).Select(number => $"e{number:000}"),
            waves.SelectMany(wave => wave[0].Events).Select(tracked => tracked.Id.Value)
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Customers_of_one_mailbox_in_one_message_end_alike_in_any_order_of_the_message(int seed)
    {
        const int Mailboxes = 12;
        await using var host = await TrackingHost.StartAsync(
            azurite.TakeAccount(),
            """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}] """,
            partners: 2,
            tables: new MemoryTables()
        );
        var events = Enumerable
            .Range(0, Mailboxes)
            .SelectMany(number => EventsOf($"m{number}@buyer.example", number, host))
            .ToArray();
        new Random(seed).Shuffle(events);
        await host.ApplyAllAsync(events);

        // The second customer came by another partner than the first. The third is credited by its link to the second.
        var granted = new List<string>();
        foreach (var partner in new[] { "prt_p0", "prt_p1" })
        {
            granted.AddRange(
                await host.Get<ILedger>()
                    .CommissionsAsync(LedgerHost.Slug, PartnerId.Parse(partner), default)
                    .Select(commission => $"{partner} {commission.EventId} {commission.Amount} {commission.Status}")
                    .ToListAsync()
            );
        }

        Assert.Equal(
            Enumerable
                .Range(0, Mailboxes)
                .SelectMany(number => new[] { $"prt_p1 b{number} 200 held", $"prt_p1 c{number} 200 held" })
                .Order(StringComparer.Ordinal),
            granted.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Customers_with_nothing_in_common_are_read_and_stored_concurrently()
    {
        var meeting = new CustomersMeet();
        await using var host = await TrackingHost.StartAsync(
            azurite.TakeAccount(),
            """ "commissions": [{"id": "lead", "on": "lead", "pay": {"flat": 100}}] """,
            partners: 2,
            meeting,
            tables: new MemoryTables()
        );
        await host.ApplyAsync([.. Enumerable.Range(0, 40).Select(number => Lead($"c{number}", number))]);
        Assert.Equal(40, (await host.GrantedAsync(LedgerHost.Slug)).Count);
        Assert.InRange(meeting.MostAtOnce, 2, 8);
    }

    private static IEnumerable<TrackingEvent> EventsOf(string mail, int number, TrackingHost host)
    {
        var (program, now) = (LedgerHost.Slug, host.Clock.GetUtcNow());
        yield return TrackingHost.Event(
            program,
            EventType.Lead,
            new()
            {
                EventId = $"a{number}",
                Code = "p0",
                Customer = Customer("first"),
                OccurredAt = now.AddMinutes(-30),
            },
            now
        );
        yield return TrackingHost.Event(program, EventType.Sale, Sale("b", "second", "p1", -20), now);
        yield return TrackingHost.Event(program, EventType.Sale, Sale("c", "third", null, -10), now);

        CustomerBody Customer(string name) => new() { ExternalId = $"{name}-{number}", Email = mail };

        EventBody Sale(string id, string name, string? code, int minutes) =>
            new()
            {
                EventId = $"{id}{number}",
                InvoiceId = $"{id}{number}",
                Customer = Customer(name),
                Code = code,
                Amount = 1_000,
                Currency = "USD",
                OccurredAt = now.AddMinutes(minutes),
            };
    }

    private static IReadOnlyList<IReadOnlyList<DecisionChunk>> WavesOf(
        IReadOnlyList<TrackingEvent> events,
        string[]? mailbox = null,
        (string From, string To)[]? links = null
    )
    {
        IReadOnlyList<CustomerId> same = [.. (mailbox ?? []).Select(name => CustomerId.Parse(name))];
        var byCustomer = (links ?? []).ToLookup(link => CustomerId.Parse(link.From), link => CustomerId.Parse(link.To));
        return DecisionOrder.Waves(
            events,
            customer => same.Contains(customer) ? [same] : [],
            customer => byCustomer[customer]
        );
    }

    private static string NamesOf(IReadOnlyList<DecisionChunk> wave) =>
        string.Join(
            ' ',
            wave.SelectMany(chunk => chunk.Customers).Select(customer => customer.Value).Order(StringComparer.Ordinal)
        );

    private static TrackingEvent Lead(string customer, int minute, string? id = null) =>
        TrackingHost.Event(
            LedgerHost.Slug,
            EventType.Lead,
            new()
            {
                EventId = id ?? $"{customer}-{minute}",
                Code = "p0",
                Customer = new() { ExternalId = customer },
                OccurredAt = Noon.AddMinutes(minute),
            },
            Noon.AddDays(1)
        );

    /// <summary>
    /// Keeps the first read and the first change of customers waiting until there is another at the same time.
    /// </summary>
    private sealed class CustomersMeet : HttpPipelinePolicy
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
        private readonly Meeting _reads = new();
        private readonly Meeting _changes = new();

        public int MostAtOnce => Math.Min(_reads.MostAtOnce, _changes.MostAtOnce);

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            throw new NotSupportedException("Storage is only called asynchronously.");

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            var meeting = await MeetingOfAsync(message.Request);
            await (meeting?.ArriveAsync() ?? Task.CompletedTask);
            await ProcessNextAsync(message, pipeline);
            meeting?.Leave();
        }

        private async Task<Meeting?> MeetingOfAsync(Request request)
        {
            var path = request.Uri.Path;
            if (request.Method == RequestMethod.Get && path.Contains("/customers()", StringComparison.Ordinal))
            {
                return _reads;
            }

            if (!path.EndsWith("$batch", StringComparison.Ordinal))
            {
                return null;
            }

            using var body = new MemoryStream();
            await request.Content!.WriteToAsync(body, default);
            request.Content = RequestContent.Create(body.ToArray());
            var text = System.Text.Encoding.UTF8.GetString(body.ToArray());
            return text.Contains("/customers", StringComparison.Ordinal) ? _changes : null;
        }

        private sealed class Meeting
        {
            private readonly TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
            private readonly Lock _gate = new();
            private int _present;

            public int MostAtOnce { get; private set; }

            public Task ArriveAsync()
            {
                lock (_gate)
                {
                    MostAtOnce = Math.Max(MostAtOnce, ++_present);
                    if (_present > 1)
                    {
                        _met.TrySetResult();
                    }

                    return _met.Task.WaitAsync(Patience);
                }
            }

            public void Leave()
            {
                lock (_gate)
                {
                    _present--;
                }
            }
        }
    }
}
