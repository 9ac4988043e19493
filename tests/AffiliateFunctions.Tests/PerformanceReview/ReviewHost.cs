using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.ExchangeRates;
using AffiliateFunctions.Governance;
using AffiliateFunctions.IncomingWebhooks;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Links;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.PerformanceReview;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBooks;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tests.OutgoingWebhooks;
using AffiliateFunctions.Tests.Tracking.Doubles;
using AffiliateFunctions.Tracking;
using Azure.Data.Tables;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Moq;
using Testing.Tables;

namespace AffiliateFunctions.Tests.PerformanceReview;

/// <summary>
/// The review with everything that it reads, with tables in memory and a clock that stands until it is moved. The program
/// runs since the time at which the host starts.
/// </summary>
internal sealed class ReviewHost : IAsyncDisposable
{
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}],
        "review": {"pause_at": {"field": "scorecard.refunds", "op": "gte", "value": 3}}
        """;

    private readonly ServiceProvider services;

    private ReviewHost(ServiceProvider services, FakeTimeProvider clock) => (this.services, Clock) = (services, clock);

    public static ProgramSlug Slug { get; } = ProgramSlug.Parse("demo");

    public FakeTimeProvider Clock { get; }

    public SentEmails Emails => (SentEmails)Get<IMailer>();

    public HeardReviews Listener => (HeardReviews)Get<IReviewListener>();

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>A function of the app, as the runtime makes it.</summary>
    public T Function<T>() => ActivatorUtilities.CreateInstance<T>(services);

    /// <summary>A host at noon of a day, with a charter of the cadence and a time zone.</summary>
    public static async Task<ReviewHost> StartAsync(
        string storage,
        DateTimeOffset now,
        string cadence = "monthly",
        string timezone = "UTC"
    )
    {
        var clock = new FakeTimeProvider(now);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["AzureWebJobsStorage"] = storage,
                    ["Site:PublicBaseUrl"] = "http://localhost:7071",
                    ["Security:LinkSigningKey"] = "bG9jYWwtb25seS1saW5rLXNpZ25pbmcta2V5LTAwMDE=",
                    ["Security:EncryptionKey"] = "bG9jYWwtb25seS1lbmNyeXB0aW9uLWtleS0wMDAwMDE=",
                }
            )
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration).AddSingleton<TimeProvider>(clock).AddLogging();
        services
            .AddSingleton(MemoryTables.Of(storage).Options())
            .AddInfrastructure(configuration)
            .AddPrograms()
            .AddAudit()
            .AddApprovals()
            .AddGovernance()
            .AddRuleBooks()
            .AddOnboarding()
            .AddExchangeRates()
            .AddEvents()
            .AddLinks()
            .AddAttribution()
            .AddTracking()
            .AddIncomingWebhooks()
            .AddLedger()
            .AddPerformanceReview()
            .AddSingleton<IRuleBooks>(new OneRuleBook(Rules))
            .AddSingleton<IWebhooks>(new HeardWebhooks(wantsAll: false))
            .AddSingleton<IMailer>(new SentEmails())
            .AddSingleton<ICycleTimes, NoCycles>()
            .AddSingleton<IReviewListener>(new HeardReviews())
            .AddSingleton(new Mock<DurableTaskClient>("test").Object);
        var host = new ReviewHost(services.BuildServiceProvider(), clock);
        foreach (var step in host.services.GetServices<IHostedService>())
        {
            await step.StartAsync(CancellationToken.None);
        }

        var program = LedgerHost.Program with { Slug = Slug, StageSince = now, PilotSince = now, Timezone = timezone };
        await host.Get<ProgramStore>().AddAsync(program, default);
        await host.PutCadenceAsync(cadence);
        return host;
    }

    public async Task<AffiliateProgram> ProgramAsync() => (await Get<ProgramStore>().FindAsync(Slug, default))!;

    /// <summary>Writes the charter with the cadence.</summary>
    public Task PutCadenceAsync(string cadence) =>
        Get<ProgramStore>()
            .PutCharterAsync(Slug, Charters.OfThree with { ReviewCadence = cadence }, Clock.GetUtcNow(), default);

    /// <summary>Closes the month at noon of the first day after it, and returns the request for its decision.</summary>
    public async Task<ApprovalRequest?> CloseAsync(string month)
    {
        MoveTo(Period.Parse(month).End(TimeZoneInfo.Utc).AddHours(12));
        return await Function<ComputeReview>().RunAsync(new ReviewKey(Slug, Period.Parse(month)), default);
    }

    /// <summary>Moves the clock forward; it never goes back.</summary>
    public void MoveTo(DateTimeOffset time)
    {
        if (time > Clock.GetUtcNow())
        {
            Clock.SetUtcNow(time);
        }
    }

    public Task<StoredReview?> ReviewAsync(string month) =>
        Get<ReviewStore>().FindAsync(Slug, Period.Parse(month), default);

    /// <summary>Stores an applied sale of 100 dollars, or of another amount.</summary>
    public Task SellAsync(string id, DateTimeOffset at, long amount = 10_000, DateTimeOffset? receivedAt = null) =>
        StoreAsync(
            new StoredEvent(
                new TrackingEvent(
                    Slug,
                    EventType.Sale,
                    new EventBody
                    {
                        EventId = id,
                        OccurredAt = at,
                        InvoiceId = id,
                        Amount = amount,
                        Currency = "USD",
                        CustomerExternalId = $"cus_{id}",
                    },
                    receivedAt ?? at
                ),
                EventStatus.Applied
            )
            {
                Customer = CustomerId.Parse($"cus_{id}"),
                Partner = PartnerId.Parse("prt_p0"),
                AppliedAt = receivedAt ?? at,
            }
        );

    /// <summary>Stores an event with its outcome.</summary>
    public async Task StoreAsync(StoredEvent stored)
    {
        var events = Get<EventStore>();
        var added = await events.AddAsync([stored.Event], areStored: false, default);
        if (stored.Status != EventStatus.Accepted)
        {
            await events.FinishAsync([stored with { Version = added[0].Version }], default);
        }
    }

    /// <summary>Stores a partner who was created at the time.</summary>
    public Task AddPartnerAsync(string id, DateTimeOffset createdAt, string? company = null)
    {
        var row = new TableEntity(Slug.Value, $"partner:{id}");
        var partner = new Partner
        {
            Id = PartnerId.Parse(id),
            Program = Slug,
            Name = "Pat Partner",
            Email = $"{id}@example.org",
            Company = company ?? $"Company {id}",
            Country = "US",
            Status = PartnerStatus.Active,
            StatusSince = createdAt,
            Group = "default",
            Code = id[4..],
            Coupons = [],
            Tax = new PartnerTax(null, "missing"),
            Payout = new PartnerPayout(null, null),
            Terms = new PartnerTerms(null, null),
            ApprovedBy = "key",
            CreatedAt = createdAt,
        };
        row.SetJson("data", partner);
        return Get<StorageTables>()["partners"].AddEntityAsync(row);
    }

    /// <summary>Changes a stored partner, whatever the app would say.</summary>
    public async Task ChangePartnerAsync(string id, Func<Partner, Partner> change)
    {
        var rows = Get<StorageTables>()["partners"];
        var row = (await rows.GetEntityAsync<TableEntity>(Slug.Value, $"partner:{id}")).Value;
        row.SetJson("data", change(row.GetJson<Partner>("data")));
        await rows.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace);
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private sealed class NoCycles : ICycleTimes
    {
        public IAsyncEnumerable<CycleTimes> ListAsync(
            ProgramSlug program,
            Period first,
            Period last,
            CancellationToken cancellationToken
        ) => AsyncEnumerable.Empty<CycleTimes>();
    }
}
