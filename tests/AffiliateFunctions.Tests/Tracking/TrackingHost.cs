using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Acceptance;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.ExchangeRates;
using AffiliateFunctions.IncomingWebhooks;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Ledger.Store;
using AffiliateFunctions.Links;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBooks;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tests.OutgoingWebhooks;
using AffiliateFunctions.Tests.Tracking.Doubles;
using AffiliateFunctions.Tracking;
using AffiliateFunctions.Tracking.Apply;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>
/// Tracking and the ledger with tables in memory and queues on Azurite, for any program; partners and rules are given.
/// The clock stands until it is moved. Accepted events stay on the queue until a test applies them, unless its settings
/// apply them at once.
/// </summary>
internal sealed class TrackingHost : IAsyncDisposable
{
    /// <summary>The code of a partner who cannot be read.</summary>
    public const string UnreadableCode = "unreadable";

    // As host.json says.
    private const int MaxDeliveries = 5;

    private readonly ServiceProvider services;
    private readonly QueueClient queue;

    private TrackingHost(ServiceProvider services, QueueClient queue, FakeTimeProvider clock)
    {
        (this.services, this.queue) = (services, queue);
        Clock = clock;
    }

    public FakeTimeProvider Clock { get; }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>A host on the given storage.</summary>
    /// <param name="storage">The connection string.</param>
    /// <param name="rules">The members of the rule book that is in force from 2020 on.</param>
    /// <param name="partners">How many partners there are: <c>prt_p0</c> with the code <c>p0</c> and the coupon
    /// <c>C0</c>, and so on.</param>
    /// <param name="policy">Sees every request to storage.</param>
    /// <param name="settings">Further settings.</param>
    /// <param name="tables">The tables; by default those in memory that stand for the account, where the queues
    /// are.</param>
    /// <param name="program">Changes the programs.</param>
    /// <param name="logging">Adds what sees the log entries.</param>
    public static async Task<TrackingHost> StartAsync(
        string storage,
        string rules,
        int partners,
        HttpPipelinePolicy? policy = null,
        IReadOnlyDictionary<string, string?>? settings = null,
        MemoryTables? tables = null,
        Func<AffiliateProgram, AffiliateProgram>? program = null,
        Action<ILoggingBuilder>? logging = null
    )
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 10, 12, 0, 0, TimeSpan.Zero));
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["AzureWebJobsStorage"] = storage,
                    ["Tracking:ApplyAtOnce"] = "0",
                    ["Site:PublicBaseUrl"] = "http://localhost:7071",
                    ["Security:LinkSigningKey"] = "bG9jYWwtb25seS1saW5rLXNpZ25pbmcta2V5LTAwMDE=",
                    ["Security:EncryptionKey"] = "bG9jYWwtb25seS1lbmNyeXB0aW9uLWtleS0wMDAwMDE=",
                }
            )
            .AddInMemoryCollection(settings ?? new Dictionary<string, string?>())
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration).AddSingleton<TimeProvider>(clock);
        services
            .AddLogging(logging ?? (_ => { }))
            .AddSingleton(Counted((tables ?? MemoryTables.Of(storage)).Options(), policy))
            .AddSingleton(Counted(new QueueClientOptions(), policy));

        services
            .AddInfrastructure(configuration)
            .AddExchangeRates()
            .AddEvents()
            .AddLinks()
            .AddAttribution()
            .AddTracking()
            .AddIncomingWebhooks()
            .AddLedger();
        services
            .AddSingleton<IPrograms>(new AnyProgram(program ?? (any => any)))
            .AddSingleton<IAuditLog, LedgerHost.RecordedAudit>()
            .AddSingleton<IRuleBooks>(new OneRuleBook(rules))
            .AddSingleton<IPartners>(new NumberedPartners(partners))
            .AddSingleton<IPartnerLinks>(new NumberedLinks(partners))
            .AddSingleton<IWebhooks>(new HeardWebhooks(wantsAll: true));
        var queue = new QueueClient(
            storage,
            EventMessage.Queue,
            new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 }
        );
        var host = new TrackingHost(services.BuildServiceProvider(), queue, clock);
        foreach (var step in host.services.GetServices<IHostedService>())
        {
            await step.StartAsync(CancellationToken.None);
        }

        return host;
    }

    /// <summary>An event as the API takes it.</summary>
    public static TrackingEvent Event(ProgramSlug program, EventType type, EventBody body, DateTimeOffset now)
    {
        var read = TrackingEvent.Check(program, type, body, now);
        return read.Succeeded
            ? read.Value
            : throw new ArgumentException(JsonSerializer.Serialize(read.Problem), nameof(body));
    }

    /// <summary>A function of the application, as the runtime makes it.</summary>
    public T Function<T>() => ActivatorUtilities.CreateInstance<T>(services);

    /// <summary>Applies a message once, as the queue does.</summary>
    /// <exception cref="SaleNotAppliedException">There are refunds that must come again.</exception>
    public async Task ApplyAsync(IReadOnlyList<TrackingEvent> events)
    {
        var early = await Task.WhenAll(
            EventMessage
                .Body.Pack(events)
                .SelectMany(packed => EventMessage.Body.Unpack(packed).GroupBy(trackingEvent => trackingEvent.Program))
                .Select(program => Get<EventIsolation>().ApplyAsync(program.Key, [.. program], CancellationToken.None))
        );
        if (early.SelectMany(some => some).FirstOrDefault() is { } refund)
        {
            throw new SaleNotAppliedException(refund.Id);
        }
    }

    /// <summary>Takes the messages from the queue that the application has put there itself.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<TrackingEvent>>> TakeQueuedAsync()
    {
        var taken = new List<IReadOnlyList<TrackingEvent>>();
        foreach (var message in (await queue.ReceiveMessagesAsync(maxMessages: 32)).Value)
        {
            taken.Add(EventMessage.Body.Unpack(message.Body));
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }

        return taken;
    }

    /// <summary>How many messages are on the queue, those that cannot be taken yet among them.</summary>
    public async Task<int> CountQueuedAsync() => (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount;

    /// <summary>Takes the next message from the queue as it is.</summary>
    public async Task<byte[]> TakeMessageAsync()
    {
        var message = (await queue.ReceiveMessageAsync()).Value;
        await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        return message.Body.ToArray();
    }

    /// <summary>Applies a message, and those that the application sends itself on the way.</summary>
    public async Task ApplyAllAsync(params IReadOnlyList<TrackingEvent> events)
    {
        await ApplyAsync(events);
        while (await TakeQueuedAsync() is { Count: > 0 } queued)
        {
            foreach (var message in queued)
            {
                await ApplyAsync(message);
            }
        }
    }

    /// <summary>Delivers a message until it is applied, as the queue does.</summary>
    /// <exception cref="Azure.RequestFailedException">Storage failed at every delivery.</exception>
    public static async Task DeliverAsync(Func<Task> message)
    {
        for (var delivery = 1; ; delivery++)
        {
            try
            {
                await message();
                return;
            }
            catch (Exception fault)
                when (delivery < MaxDeliveries
                    && fault is RequestFailedException { Status: 0 } or SaleNotAppliedException
                )
            {
                // The queue delivers it again.
            }
        }
    }

    /// <summary>What became of everything, as text: balances, counters, commissions, events.</summary>
    public async Task<string> EndAsync(ProgramSlug program, bool withEvents = true, bool withAttempts = true)
    {
        var lines = new List<string>();
        var ledger = Get<ILedger>();
        await foreach (var partner in ledger.PartnersAsync(program, default))
        {
            var head = await Get<LedgerStore>().HeadAsync(program, partner, default);
            lines.Add($"{partner} {head.Balance} {head.Counters.At(Clock.GetUtcNow()).Lifetime}");
            lines.AddRange(
                await ledger
                    .CommissionsAsync(program, partner, default)
                    .Select(c => $"  {c.EventId} {c.Rule} {c.CustomerId} {c.Amount} {c.ReversedAmount} {c.Status}")
                    .Order()
                    .ToListAsync()
            );
        }

        if (withEvents)
        {
            lines.AddRange(
                await Get<EventQueries>()
                    .PageAsync(program, new EventFilter(), null, default)
                    .Select(pair =>
                        $"{pair.Event.Event.Id} {(withAttempts ? (int?)pair.Event.Event.Attempt : null)} "
                        + $"{pair.Event.Status} {pair.Event.Reason} {pair.Event.Partner} {pair.Event.Customer} "
                        + $"{string.Join(',', pair.Event.Commissions.Select(id => id.Value).Order(StringComparer.Ordinal))}"
                    )
                    .Order()
                    .ToListAsync()
            );
        }

        return string.Join('\n', lines);
    }

    /// <summary>What all partners together were granted for each customer, in minor units.</summary>
    public async Task<IReadOnlyDictionary<CustomerId, long>> GrantedAsync(ProgramSlug program)
    {
        var granted = new Dictionary<CustomerId, long>();
        await foreach (var partner in Get<ILedger>().PartnersAsync(program, default))
        {
            await foreach (var commission in Get<ILedger>().CommissionsAsync(program, partner, default))
            {
                granted[commission.CustomerId!.Value] =
                    granted.GetValueOrDefault(commission.CustomerId.Value) + commission.Amount;
            }
        }

        return granted;
    }

    /// <summary>
    /// What was told of a program, as text. What is told of an event that waited depends on the order of the messages.
    /// </summary>
    public string Told(ProgramSlug program) => string.Join('\n', ((HeardWebhooks)Get<IWebhooks>()).Of(program));

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private static T Counted<T>(T options, HttpPipelinePolicy? policy)
        where T : ClientOptions
    {
        if (policy is not null)
        {
            options.Retry.MaxRetries = 0;
            options.AddPolicy(policy, HttpPipelinePosition.PerRetry);
        }

        return options;
    }
}
