using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.HeldCommissions;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.Programs;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tests.OutgoingWebhooks;
using AffiliateFunctions.Tests.Tracking.Doubles;
using Azure.Core;
using Azure.Core.Pipeline;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Moq;
using Testing.Tables;

namespace AffiliateFunctions.Tests.HeldCommissions;

/// <summary>The requests about held commissions and the ledger, with tables in memory. It is noon.</summary>
internal sealed class HeldHost : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private HeldHost(ServiceProvider services) => this.services = services;

    public static ProgramSlug Slug => LedgerHost.Slug;

    public static PartnerId Partner { get; } = PartnerId.Parse("prt_p0");

    public static PartnerId Other { get; } = PartnerId.Parse("prt_p1");

    public static AffiliateProgram Program { get; } = LedgerHost.Program with { Charter = Charters.OfThree };

    public FakeTimeProvider Clock => (FakeTimeProvider)Get<TimeProvider>();

    public IReadOnlyList<MailMessage> Mails => ((SentEmails)Get<IMailer>()).Sent;

    public LedgerHost.RecordedAudit Audit => (LedgerHost.RecordedAudit)Get<IAuditLog>();

    public LedgerHost.ReportedFrauds Frauds => (LedgerHost.ReportedFrauds)Get<ICustomerFrauds>();

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public static async Task<HeldHost> StartAsync(HttpPipelinePolicy? policy = null)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
                    ["Site:PublicBaseUrl"] = "http://localhost:7071",
                    ["Security:LinkSigningKey"] = "bG9jYWwtb25seS1saW5rLXNpZ25pbmcta2V5LTAwMDE=",
                    ["Security:EncryptionKey"] = "bG9jYWwtb25seS1lbmNyeXB0aW9uLWtleS0wMDAwMDE=",
                }
            )
            .Build();
        var programs = new Mock<IPrograms>();
        programs.Setup(stored => stored.FindAsync(Slug, It.IsAny<CancellationToken>())).ReturnsAsync(Program);
        programs
            .Setup(stored => stored.ListAsync(It.IsAny<CancellationToken>()))
            .Returns(new[] { Program }.ToAsyncEnumerable());
        var options = new MemoryTables().Options();
        if (policy is not null)
        {
            options.Retry.MaxRetries = 0;
            options.AddPolicy(policy, HttpPipelinePosition.PerRetry);
        }

        var services = new ServiceCollection();
        services
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2026, 11, 10, 12, 0, 0, TimeSpan.Zero)))
            .AddLogging()
            .AddSingleton(options)
            .AddInfrastructure(configuration)
            .AddLedger()
            .AddHeldCommissions()
            .AddSingleton(programs.Object)
            .AddSingleton<IPartners>(new NumberedPartners(2))
            .AddSingleton<IAuditLog, LedgerHost.RecordedAudit>()
            .AddSingleton<IRefusedEmails, KeptRefusals>()
            .AddSingleton<IMailer, SentEmails>()
            .AddSingleton(Mock.Of<IHeldEvents>())
            .AddSingleton<ICustomerFrauds>(new LedgerHost.ReportedFrauds())
            .AddSingleton<IWebhooks>(new HeardWebhooks(wantsAll: false));
        var host = new HeldHost(services.BuildServiceProvider());
        foreach (var step in host.services.GetServices<IHostedService>())
        {
            await step.StartAsync(CancellationToken.None);
        }

        return host;
    }

    /// <summary>A sale of 100.00 of which 10.00 are held for the reason.</summary>
    public async Task<CommissionId> HoldAsync(
        string sale,
        string reason,
        PartnerId? partner = null,
        string customer = "customer-1"
    )
    {
        var credited = partner ?? Partner;
        var effect = Effects.Sale(sale, hold: reason, customer: customer, credited: credited);
        var applied = await Get<IAccrualLedger>().ApplyAsync(Slug, credited, [effect], CancellationToken.None);
        return applied[0].Commissions[0];
    }

    /// <summary>What the timer does every hour.</summary>
    public Task AskAsync() =>
        ActivatorUtilities
            .CreateInstance<AskAboutHeldCommissions>(services)
            .RunAsync(new TimerInfo(), CancellationToken.None);

    /// <summary>The timer at some later time.</summary>
    public Task AskAfterAsync(TimeSpan time)
    {
        Clock.Advance(time);
        return AskAsync();
    }

    public async Task<HeldBatch> BatchAsync(int day = 10) =>
        (await Get<HeldBatchStore>().FindAsync(Slug, new DateOnly(2026, 11, day), CancellationToken.None))!;

    public async Task<string> StatusAsync(CommissionId id) =>
        (await Get<ILedger>().FindAsync(Slug, id, CancellationToken.None))!.Status;

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
