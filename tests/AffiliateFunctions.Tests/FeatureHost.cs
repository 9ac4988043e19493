using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.PartnerContracts;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBooks;
using AffiliateFunctions.Tests.OutgoingWebhooks;
using AffiliateFunctions.Tests.Tracking.Doubles;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Moq;
using Testing.Tables;

namespace AffiliateFunctions.Tests;

/// <summary>
/// The services of governance and onboarding with tables in memory and a clock that stands until it is moved.
/// </summary>
internal sealed class FeatureHost : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private FeatureHost(ServiceProvider services, FakeTimeProvider clock)
    {
        this.services = services;
        Clock = clock;
    }

    public FakeTimeProvider Clock { get; }

    public IServiceProvider Services => services;

    public SentEmails Emails => (SentEmails)Get<IMailer>();

    public static ProgramSlug Slug { get; } = ProgramSlug.Parse("demo");

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>A host whose program is in the given stage and takes so many partners.</summary>
    public static async Task<FeatureHost> StartAsync(
        string storage,
        ProgramStage stage = ProgramStage.Pilot,
        int? maxPartners = 50,
        bool wantsWebhooks = false,
        IReadOnlyDictionary<string, string?>? settings = null,
        string? rules = null
    )
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));
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
            .AddInMemoryCollection(settings ?? new Dictionary<string, string?>())
            .Build();
        var services = new ServiceCollection();
        services
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton<IWebhooks>(new HeardWebhooks(wantsWebhooks))
            .AddLogging();
        services.AddSingleton(MemoryTables.Of(storage).Options());
        services
            .AddInfrastructure(configuration)
            .AddPrograms()
            .AddAudit()
            .AddApprovals()
            .AddGovernance()
            .AddRuleBooks()
            .AddOnboarding()
            .AddPartnerContracts()
            .AddSingleton<IMailer>(new SentEmails())
            .AddSingleton(new Mock<DurableTaskClient>("test").Object);
        if (rules is not null)
        {
            services.AddSingleton<IRuleBooks>(new OneRuleBook(rules));
        }

        var host = new FeatureHost(services.BuildServiceProvider(), clock);
        foreach (var step in host.services.GetServices<IHostedService>())
        {
            await step.StartAsync(CancellationToken.None);
        }

        await host.Get<ProgramStore>().AddAsync(Program(stage, maxPartners), CancellationToken.None);
        return host;
    }

    public async Task<AffiliateProgram> ProgramAsync() =>
        (await Get<IPrograms>().FindAsync(Slug, CancellationToken.None))!;

    public async Task<ChainVerification> VerifyAuditAsync() =>
        await Get<AuditLog>().VerifyAsync(Slug, CancellationToken.None);

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private static AffiliateProgram Program(ProgramStage stage, int? maxPartners) =>
        new()
        {
            Slug = Slug,
            Name = "Partner program",
            Currency = "USD",
            Timezone = "UTC",
            Website = "https://www.example.com",
            AllowedOrigins = ["https://www.example.com"],
            AllowedDestinations = [],
            Stage = stage,
            StageSince = DateTimeOffset.UnixEpoch,
            Limits = new ProgramLimits(maxPartners, null),
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
}
