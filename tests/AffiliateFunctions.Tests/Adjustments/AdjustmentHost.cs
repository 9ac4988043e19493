using System.Text;
using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Adjustments;
using AffiliateFunctions.Adjustments.Activities;
using AffiliateFunctions.Adjustments.Requests;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Disputes;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Ids;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.Programs;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tests.OutgoingWebhooks;
using AffiliateFunctions.Tests.Tracking.Doubles;
using AffiliateFunctions.Tracking;
using Azure.Core;
using Azure.Core.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Moq;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Adjustments;

/// <summary>
/// Adjustments, approvals and the ledger with tables in memory. Tests call the steps of the orchestration in its order.
/// </summary>
internal sealed class AdjustmentHost : IAsyncDisposable
{
    /// <summary>The person who prepares the adjustments. She is not in the charter.</summary>
    public const string Ann = "ann@example.com";

    private readonly ServiceProvider services;

    private AdjustmentHost(ServiceProvider services) => this.services = services;

    public static ProgramSlug Slug => LedgerHost.Slug;

    public static PartnerId Partner { get; } = PartnerId.Parse("prt_p0");

    public static AffiliateProgram Program { get; } = LedgerHost.Program with { Charter = Charters.OfThree };

    /// <summary>A bonus of 50.00 dollars.</summary>
    public static StoredAdjustment Bonus { get; } =
        Asked(AdjustmentKind.Bonus, Partner, "Ten deals in a quarter.") with
        {
            Amount = 5_000,
        };

    public DurableTaskClient Orchestrations { get; } = new Mock<DurableTaskClient>("test").Object;

    public FakeTimeProvider Clock => (FakeTimeProvider)Get<TimeProvider>();

    public HeardWebhooks Webhooks => (HeardWebhooks)Get<IWebhooks>();

    public LedgerHost.RecordedAudit Audit => (LedgerHost.RecordedAudit)Get<IAuditLog>();

    public IReadOnlyList<CustomerAssignment> Assigned => ((AssignedCustomers)Get<ICustomerAssignments>()).All;

    public IServiceProvider Services => services;

    /// <summary>What is known about conversions, by invoice.</summary>
    public Dictionary<string, KnownConversion> Conversions => ((InvoicedConversions)Get<IConversionLookup>()).ByInvoice;

    /// <summary>The touches that were recorded by hand.</summary>
    public IReadOnlyList<ManualTouch> Touches => ((RecordedTouches)Get<IManualTouches>()).All;

    /// <summary>The status of every partner.</summary>
    public PartnerStatus PartnerStatus { get; set; } = PartnerStatus.Active;

    public IReadOnlyList<MailMessage> Mails => ((SentEmails)Get<IMailer>()).Sent;

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public T Function<T>() => ActivatorUtilities.CreateInstance<T>(services);

    public static async Task<AdjustmentHost> StartAsync(string storage, HttpPipelinePolicy? policy = null)
    {
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
        var programs = new Mock<IPrograms>();
        programs.Setup(stored => stored.FindAsync(Slug, It.IsAny<CancellationToken>())).ReturnsAsync(Program);
        var services = new ServiceCollection();
        services
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2026, 11, 10, 12, 0, 0, TimeSpan.Zero)))
            .AddLogging();
        var options = MemoryTables.Of(storage).Options();
        if (policy is not null)
        {
            options.Retry.MaxRetries = 0;
            options.AddPolicy(policy, HttpPipelinePosition.PerRetry);
        }

        services
            .AddSingleton(options)
            .AddInfrastructure(configuration)
            .AddApprovals()
            .AddLedger()
            .AddAdjustments()
            .AddDisputes();
        services
            .AddSingleton(programs.Object)
            .AddSingleton(Mock.Of<IPartners>())
            .AddSingleton<IAuditLog, LedgerHost.RecordedAudit>()
            .AddSingleton<IRefusedEmails, KeptRefusals>()
            .AddSingleton<IMailer, SentEmails>()
            .AddSingleton(Mock.Of<IHeldEvents>())
            .AddSingleton<ICustomerFrauds>(new LedgerHost.ReportedFrauds())
            .AddSingleton<ICustomerAssignments, AssignedCustomers>()
            .AddSingleton<IConversionLookup, InvoicedConversions>()
            .AddSingleton<IManualTouches, RecordedTouches>()
            .AddSingleton(new Mock<DurableTaskClient>("test").Object)
            .AddSingleton<IWebhooks>(new HeardWebhooks(wantsAll: true));
        var host = new AdjustmentHost(services.BuildServiceProvider());
        var known = new NumberedPartners(2);
        Mock.Get(host.Get<IPartners>())
            .Setup(stored => stored.FindAsync(Slug, It.IsAny<PartnerId>(), It.IsAny<CancellationToken>()))
            .Returns(
                async (ProgramSlug program, PartnerId id, CancellationToken cancellationToken) =>
                    await known.FindAsync(program, id, cancellationToken) is { } partner
                        ? partner with
                        {
                            Status = host.PartnerStatus,
                        }
                        : null
            );
        Mock.Get(host.Get<IPartners>())
            .Setup(stored => stored.FindByEmailAsync(Slug, It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Returns(
                (ProgramSlug program, string email, CancellationToken cancellationToken) =>
                    known.FindByEmailAsync(program, email, cancellationToken)
            );
        Mock.Get(host.Get<IPartners>())
            .Setup(stored =>
                stored.FindNamedAsync(
                    Slug,
                    It.IsAny<IEnumerable<string>>(),
                    It.IsAny<IEnumerable<string>>(),
                    It.IsAny<CancellationToken>()
                )
            )
            .Returns(
                (
                    ProgramSlug program,
                    IEnumerable<string> codes,
                    IEnumerable<string> coupons,
                    CancellationToken cancellationToken
                ) => known.FindNamedAsync(program, codes, coupons, cancellationToken)
            );
        foreach (var step in host.services.GetServices<IHostedService>())
        {
            await step.StartAsync(CancellationToken.None);
        }

        return host;
    }

    /// <summary>Asks for an adjustment, as its route does, with an id and a time of its own.</summary>
    public Task<Result<StoredAdjustment>> AskAsync(StoredAdjustment asked, string? claim = null)
    {
        var request = asked with
        {
            Id = AdjustmentId.Parse(Get<IdSource>().Next("adj_")),
            RequestedAt = Get<TimeProvider>().GetUtcNow(),
        };
        return Get<AdjustmentStarter>()
            .StartAsync(
                request,
                claim,
                check: () => Task.FromResult<Problem?>(null),
                Orchestrations,
                CancellationToken.None
            );
    }

    /// <summary>Sends a request to move a customer, with an idempotency key.</summary>
    public async Task<(int Status, string Body)> AssignAsync(PartnerId partner, string key)
    {
        var http = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
        };
        http.Request.ContentType = "application/json";
        http.Request.Headers[AdjustmentRequests.KeyHeader] = key;
        http.Request.Body = new MemoryStream(
            Encoding.UTF8.GetBytes(
                $$"""{"partner": "{{partner}}", "from": "2026-12-01", "reason": "Looks after it."}"""
            )
        );
        using var answer = new MemoryStream();
        http.Response.Body = answer;
        var assigned = await Function<AssignCustomer>()
            .RunAsync(http.Request, Slug.Value, "cus_1", Orchestrations, CancellationToken.None);
        await assigned.ExecuteAsync(http);
        return (http.Response.StatusCode, Encoding.UTF8.GetString(answer.ToArray()));
    }

    /// <summary>Asks for an adjustment that is new, and returns its key.</summary>
    public async Task<AdjustmentKey> BeginAsync(StoredAdjustment asked) => new(Slug, (await AskAsync(asked)).Value!.Id);

    /// <summary>Lets the partner earn 10.00 dollars, and asks to void the commission.</summary>
    public async Task<(AdjustmentKey Key, CommissionId Commission)> BeginVoidAsync()
    {
        var sale = Effects.Sale("sale-1", credited: [Partner]);
        var applied = await Get<IAccrualLedger>().ApplyAsync(Slug, Partner, [sale], CancellationToken.None);
        var commission = applied[0].Commissions[0];
        var asked = await AskAsync(Void(commission), AdjustmentClaim.OfVoid(commission));
        return (new AdjustmentKey(Slug, asked.Value!.Id), commission);
    }

    /// <summary>A void for fraud.</summary>
    public static StoredAdjustment Void(CommissionId commission) =>
        Asked(AdjustmentKind.Void, Partner, "A stolen card.") with
        {
            Commission = commission,
            ReasonCode = VoidReason.Fraud,
        };

    /// <summary>An adjustment that Ann prepares.</summary>
    public static StoredAdjustment Asked(AdjustmentKind kind, PartnerId partner, string reason) =>
        new()
        {
            Id = default,
            Program = Slug,
            Kind = kind,
            Partner = partner,
            Currency = LedgerHost.Program.Currency,
            Reason = reason,
            PreparedBy = Ann,
            RequestedAt = default,
        };

    /// <summary>Asks for the decision, which returns the request that people see.</summary>
    public async Task<ApprovalRequest> PrepareAsync(AdjustmentKey key)
    {
        var prepared = await Function<PrepareAdjustmentApproval>().RunAsync(key, CancellationToken.None);
        return (await Get<ApprovalStore>().FindAsync(key.Program, prepared.Id, CancellationToken.None))!.Request;
    }

    /// <summary>Carries the decision out and informs the preparer.</summary>
    public async Task<StoredAdjustment> CloseAsync(AdjustmentKey key, string decision, string? actor = null)
    {
        var outcome = new ApprovalOutcome(
            $"adjustment-{key.Id}",
            decision,
            actor ?? "finance@example.com",
            decision == "reject" ? "Not agreed." : null,
            null,
            new DateTimeOffset(2026, 11, 10, 12, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 11, 10, 13, 0, 0, TimeSpan.Zero)
        );
        await Function<CloseAdjustment>().RunAsync(new CloseAdjustment.Input(key, outcome), CancellationToken.None);
        await Function<MailPreparer>().RunAsync(key, CancellationToken.None);
        return await Get<AdjustmentStore>().RequireAsync(key, CancellationToken.None);
    }

    public Task<PartnerBalance> BalanceAsync() => Get<ILedger>().BalanceAsync(Slug, Partner, CancellationToken.None);

    public async Task VerifyAsync() =>
        Assert.Empty((await Get<ILedger>().VerifyAsync(Slug, CancellationToken.None)).Mismatches);

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private sealed class InvoicedConversions : IConversionLookup
    {
        public Dictionary<string, KnownConversion> ByInvoice { get; } = [];

        public Task<KnownConversion?> FindByInvoiceAsync(
            ProgramSlug program,
            string invoice,
            CancellationToken cancellationToken
        ) => Task.FromResult(ByInvoice.GetValueOrDefault(invoice));
    }

    private sealed class RecordedTouches : IManualTouches
    {
        public List<ManualTouch> All { get; } = [];

        public Task<Problem?> AddAsync(ProgramSlug program, ManualTouch touch, CancellationToken cancellationToken)
        {
            All.Add(touch);
            return Task.FromResult<Problem?>(null);
        }
    }

    /// <summary>Keeps the assignments, each once. Every customer was touched by the first partner.</summary>
    private sealed class AssignedCustomers : ICustomerAssignments
    {
        private readonly Dictionary<AdjustmentId, CustomerAssignment> assigned = [];

        public IReadOnlyList<CustomerAssignment> All => [.. assigned.Values];

        public Task<IReadOnlyList<PartnerId>?> FindPartnersAsync(
            ProgramSlug program,
            CustomerId customer,
            CancellationToken cancellationToken
        ) => Task.FromResult<IReadOnlyList<PartnerId>?>([Partner]);

        public Task AssignAsync(
            ProgramSlug program,
            CustomerId customer,
            CustomerAssignment assignment,
            CancellationToken cancellationToken
        )
        {
            assigned.TryAdd(assignment.Id, assignment);
            return Task.CompletedTask;
        }
    }
}
