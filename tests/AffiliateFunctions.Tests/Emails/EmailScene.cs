using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Adjustments;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Audit;
using AffiliateFunctions.ConsolePages;
using AffiliateFunctions.Disputes;
using AffiliateFunctions.Events;
using AffiliateFunctions.ExchangeRates;
using AffiliateFunctions.Governance;
using AffiliateFunctions.HeldCommissions;
using AffiliateFunctions.IncomingWebhooks;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Links;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.PartnerContracts;
using AffiliateFunctions.PartnerLeads;
using AffiliateFunctions.PartnerPages;
using AffiliateFunctions.Payouts;
using AffiliateFunctions.PerformanceReview;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBooks;
using AffiliateFunctions.Simulation;
using AffiliateFunctions.Tests.OutgoingWebhooks;
using AffiliateFunctions.Tests.Tracking.Doubles;
using AffiliateFunctions.Tracking;
using Azure.Core;
using Azure.Core.Pipeline;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Moq;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Emails;

/// <summary>
/// All services of the app with tables in memory and one program with hostile texts. Every e-mail is sent once, by the
/// code that sends it in the app.
/// </summary>
internal sealed class EmailScene : IAsyncDisposable
{
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"}}], "hold_days": 30,
        "payout": {"minimum": 5000, "methods": ["ach", "paypal"], "require": ["tax_form", "payout_details"]}
        """;

    private readonly ServiceProvider services;

    private EmailScene(ServiceProvider services) => this.services = services;

    public static DateTimeOffset Now { get; } = new(2026, 11, 10, 12, 0, 0, TimeSpan.Zero);

    public static ProgramSlug Slug { get; } = ProgramSlug.Parse("demo");

    public static Person Owner { get; } = HostileTexts.Person("owner@example.com");

    public static Person Finance { get; } = HostileTexts.Person("finance@example.com");

    public FakeTimeProvider Clock => (FakeTimeProvider)Get<TimeProvider>();

    public DurableTaskClient Orchestrations => Get<DurableTaskClient>();

    public IReadOnlyList<MailMessage> Sent => ((Outbox)Get<IMailer>()).Sent;

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public T Function<T>() => ActivatorUtilities.CreateInstance<T>(services);

    public async Task<AffiliateProgram> ProgramAsync() => (await Get<IPrograms>().FindAsync(Slug, default))!;

    /// <summary>Adds a partner.</summary>
    public async Task<Partner> AddAsync(Partner partner)
    {
        var store = Get<PartnerStore>();
        Assert.True(await store.TryAddAsync(partner, await store.CountAsync(Slug, default), [], default));
        return partner;
    }

    public static async Task<EmailScene> StartAsync(string storage, HttpPipelinePolicy? policy = null)
    {
        var options = new MemoryTables().Options();
        if (policy is not null)
        {
            options.AddPolicy(policy, HttpPipelinePosition.PerCall);
        }

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
        var collection = new ServiceCollection();
        collection
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton<TimeProvider>(new FakeTimeProvider(Now))
            .AddLogging()
            .AddSingleton(options);
        AddFeatures(collection, configuration)
            .AddSingleton<IWebhooks>(new HeardWebhooks(wantsAll: false))
            .AddSingleton<IRuleBooks>(new OneRuleBook(Rules))
            .AddSingleton<IMailer>(new Outbox())
            .AddSingleton(new Mock<DurableTaskClient>("test").Object);
        var scene = new EmailScene(collection.BuildServiceProvider());
        foreach (var step in scene.services.GetServices<IHostedService>())
        {
            await step.StartAsync(CancellationToken.None);
        }

        var programs = scene.Get<ProgramStore>();
        await programs.AddAsync(Program, default);
        var charter = Charters.Of(Owner, HostileTexts.Person("backup@example.com"), Finance);
        await programs.PutCharterAsync(Slug, charter, Now, default);
        return scene;
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private static IServiceCollection AddFeatures(IServiceCollection collection, IConfiguration configuration) =>
        collection
            .AddInfrastructure(configuration)
            .AddPrograms()
            .AddAudit()
            .AddApprovals()
            .AddGovernance()
            .AddRuleBooks()
            .AddSimulation()
            .AddOnboarding()
            .AddExchangeRates()
            .AddEvents()
            .AddLinks()
            .AddAttribution()
            .AddPartnerLeads()
            .AddPartnerPages()
            .AddTracking()
            .AddIncomingWebhooks()
            .AddLedger()
            .AddHeldCommissions()
            .AddPayouts()
            .AddAdjustments()
            .AddDisputes()
            .AddPartnerContracts()
            .AddPerformanceReview()
            .AddConsolePages()
            .AddWebhooks();

    private static AffiliateProgram Program { get; } =
        new()
        {
            Slug = Slug,
            Name = "Partners of <u>\u05D0\u05D1\u05D2</u> & Co\u200B",
            Currency = "USD",
            Timezone = "UTC",
            Website = "https://www.example.com",
            LegalName = HostileTexts.Company,
            Address = "1 Long Street, 10115 Berlin\u202E",
            LogoUrl = "https://www.example.com/logo.png",
            Color = "#ffee00",
            AllowedOrigins = [],
            AllowedDestinations = [],
            Stage = ProgramStage.Live,
            StageSince = Now,
            Limits = new ProgramLimits(null, null),
            CreatedAt = Now,
        };

    /// <summary>Keeps the e-mails in the order in which they were sent.</summary>
    private sealed class Outbox : IMailer
    {
        private readonly List<MailMessage> sent = [];

        public IReadOnlyList<MailMessage> Sent => sent;

        public Task SendAsync(MailMessage message, CancellationToken cancellationToken)
        {
            lock (sent)
            {
                sent.Add(message);
            }

            return Task.CompletedTask;
        }
    }
}
