using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.Programs;
using AffiliateFunctions.Tests.OutgoingWebhooks;
using Azure.Core;
using Azure.Core.Pipeline;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Ledger;

/// <summary>The ledger with its tables in memory, and with a clock that stands until it is moved.</summary>
internal sealed class LedgerHost : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private LedgerHost(ServiceProvider services, FakeTimeProvider clock)
    {
        this.services = services;
        Clock = clock;
    }

    public static ProgramSlug Slug { get; } = ProgramSlug.Parse("demo");

    public static AffiliateProgram Program { get; } =
        new()
        {
            Slug = Slug,
            Name = "Partner program",
            Currency = "USD",
            Timezone = "UTC",
            Website = "https://www.example.com",
            AllowedOrigins = [],
            AllowedDestinations = [],
            Stage = ProgramStage.Live,
            StageSince = DateTimeOffset.UnixEpoch,
            Limits = new ProgramLimits(null, null),
            CreatedAt = DateTimeOffset.UnixEpoch,
        };

    public FakeTimeProvider Clock { get; }

    public IAccrualLedger Accruals => Get<IAccrualLedger>();

    public ILedger Ledger => Get<ILedger>();

    public RecordedAudit Audit => (RecordedAudit)Get<IAuditLog>();

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>A host on the given storage; the policy sees every request to the tables.</summary>
    /// <param name="storage">The connection string.</param>
    /// <param name="policy">Sees every request to the tables, which are not sent again when they fail.</param>
    /// <param name="webhooks">The webhooks; by default nobody wants any.</param>
    /// <param name="tables">The tables; by default those in memory that stand for the account.</param>
    public static async Task<LedgerHost> StartAsync(
        string storage,
        HttpPipelinePolicy? policy = null,
        IWebhooks? webhooks = null,
        MemoryTables? tables = null
    )
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 10, 12, 0, 0, TimeSpan.Zero));
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["AzureWebJobsStorage"] = storage,
                    ["Security:LinkSigningKey"] = "bG9jYWwtb25seS1saW5rLXNpZ25pbmcta2V5LTAwMDE=",
                    ["Security:EncryptionKey"] = "bG9jYWwtb25seS1lbmNyeXB0aW9uLWtleS0wMDAwMDE=",
                }
            )
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration).AddSingleton<TimeProvider>(clock).AddLogging();
        services
            .AddSingleton<IPrograms, OneProgram>()
            .AddSingleton<IAuditLog, RecordedAudit>()
            .AddSingleton(webhooks ?? new HeardWebhooks(wantsAll: false))
            .AddSingleton<IHeldEvents, NoEvents>()
            .AddSingleton<ICustomerFrauds>(new ReportedFrauds());
        var options = (tables ?? MemoryTables.Of(storage)).Options();
        if (policy is not null)
        {
            options.Retry.MaxRetries = 0;
            options.AddPolicy(policy, HttpPipelinePosition.PerRetry);
        }

        services.AddSingleton(options);

        services.AddInfrastructure(configuration).AddLedger();
        var host = new LedgerHost(services.BuildServiceProvider(), clock);
        // Nothing of a ledger is encrypted, so no key is registered.
        foreach (var step in host.services.GetServices<IHostedService>().Where(step => step is not RegisterKeys))
        {
            await step.StartAsync(CancellationToken.None);
        }

        return host;
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    /// <summary>Keeps what was recorded, each cause once, as the contract says.</summary>
    internal sealed class RecordedAudit : IAuditLog
    {
        public Dictionary<string, AuditEntry> Entries { get; } = [];

        public Task RecordAsync(AuditEntry entry, CancellationToken cancellationToken)
        {
            Entries.TryAdd(entry.Cause, entry);
            return Task.CompletedTask;
        }

        public async Task RecordAllAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
        {
            foreach (var entry in entries)
            {
                await RecordAsync(entry, cancellationToken);
            }
        }
    }

    /// <summary>Keeps the customers of which frauds were reported, by the cause.</summary>
    internal sealed class ReportedFrauds : ICustomerFrauds
    {
        public Dictionary<string, CustomerId> ByCause { get; } = [];

        public Task ReportAsync(
            ProgramSlug program,
            CustomerId customer,
            CustomerFraud fraud,
            CancellationToken cancellationToken
        )
        {
            ByCause[fraud.Cause] = customer;
            return Task.CompletedTask;
        }
    }

    private sealed class NoEvents : IHeldEvents
    {
        public Task DecidedAsync(ProgramSlug program, EventId held, CancellationToken cancellationToken) =>
            Task.CompletedTask;
    }

    private sealed class OneProgram : IPrograms
    {
        public Task<AffiliateProgram?> FindAsync(ProgramSlug slug, CancellationToken cancellationToken) =>
            Task.FromResult(slug == Slug ? Program : null);

        public IAsyncEnumerable<AffiliateProgram> ListAsync(CancellationToken cancellationToken) =>
            new[] { Program }.ToAsyncEnumerable();
    }
}
