using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.Payouts;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.PerformanceReview;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBooks;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tests.OutgoingWebhooks;
using AffiliateFunctions.Tests.Payouts.Doubles;
using AffiliateFunctions.Tests.Tracking.Doubles;
using Azure.Core;
using Azure.Core.Pipeline;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Moq;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>
/// The services of ledger, approvals and payouts with tables in memory, partners in memory and a clock that stands.
/// </summary>
internal sealed class CycleHost : IAsyncDisposable
{
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"}}],
        "payout": {"minimum": 0, "second_approval_above": 1000, "methods": ["ach", "paypal"], "require": ["payout_details"]}
        """;

    private readonly ServiceProvider services;

    private readonly MemoryTables tables;

    private CycleHost(ServiceProvider services, FakeTimeProvider clock, MemoryTables tables) =>
        (this.services, Clock, this.tables) = (services, clock, tables);

    public static ProgramSlug Slug => LedgerHost.Slug;

    public static CycleKey Key { get; } = new(Slug, Period.Parse("2026-12"));

    public FakeTimeProvider Clock { get; }

    public IServiceProvider Services => services;

    public KnownPartners Partners => (KnownPartners)Get<IPartners>();

    public DecidedReviews Reviews => (DecidedReviews)Get<IReviewedMonths>();

    public HeardWebhooks Webhooks => (HeardWebhooks)Get<IWebhooks>();

    public SentEmails Emails => (SentEmails)Get<IMailer>();

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>Noon of 1 January 2027, the day after the month of <see cref="Key"/>.</summary>
    public static DateTimeOffset FirstDay { get; } = new(2027, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A host at noon of 1 January 2027, on storage of its own or on that of another host.</summary>
    /// <param name="storage">The connection string that names the storage.</param>
    /// <param name="fault">Sees every request to the tables.</param>
    /// <param name="retries">How often the client sends a request again that failed.</param>
    /// <param name="other">Another host, whose tables, partners, webhooks, mailer and clock this one shares.</param>
    /// <param name="settings">Settings of the app beside the required ones.</param>
    /// <param name="now">The time instead of <see cref="FirstDay"/>.</param>
    public static async Task<CycleHost> StartAsync(
        string storage,
        HttpPipelinePolicy fault,
        int retries = 0,
        CycleHost? other = null,
        IEnumerable<(string Name, string Value)>? settings = null,
        DateTimeOffset? now = null
    )
    {
        var clock = other?.Clock ?? new FakeTimeProvider(now ?? FirstDay);
        var tables = other?.tables ?? new MemoryTables();
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
            .AddInMemoryCollection(
                (settings ?? [])
                    .GroupBy(setting => setting.Name)
                    .Select(group => KeyValuePair.Create(group.Key, (string?)group.Last().Value))
            )
            .Build();
        var options = tables.Options();
        options.Retry.MaxRetries = retries;
        options.Retry.Mode = RetryMode.Fixed;
        options.Retry.Delay = TimeSpan.Zero;
        options.AddPolicy(fault, HttpPipelinePosition.PerRetry);
        var collection = new ServiceCollection();
        collection
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton<TimeProvider>(clock)
            .AddLogging()
            .AddSingleton(options)
            .AddInfrastructure(configuration)
            .AddAudit()
            .AddApprovals()
            .AddLedger()
            .AddPayouts()
            .AddSingleton<IPrograms>(new AnyProgram(WithCharter))
            .AddSingleton<IPartners>(other?.Partners ?? new KnownPartners())
            .AddSingleton<IReviewedMonths>(other?.Reviews ?? new DecidedReviews())
            .AddSingleton<EmailKey>()
            .AddSingleton<FinanceEmails>()
            .AddSingleton<PayoutDetailsLinks>()
            .AddSingleton<IRuleBooks>(new OneRuleBook(Rules))
            .AddSingleton<IWebhooks>(other?.Webhooks ?? new HeardWebhooks(wantsAll: true))
            .AddSingleton<IMailer>(other?.Emails ?? new SentEmails())
            .AddSingleton(new Mock<DurableTaskClient>("test").Object);
        var host = new CycleHost(collection.BuildServiceProvider(), clock, tables);
        foreach (var step in host.services.GetServices<IHostedService>())
        {
            await step.StartAsync(CancellationToken.None);
        }

        return host;
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private static AffiliateProgram WithCharter(AffiliateProgram program) =>
        program with
        {
            Charter = Charters.OfThree,
        };
}
