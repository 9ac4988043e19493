using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Attribution.Deals;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.PartnerLeads;
using AffiliateFunctions.PartnerLeads.Links;
using AffiliateFunctions.PartnerLeads.Requests;
using AffiliateFunctions.Programs;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tests.Orchestrations;
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

namespace AffiliateFunctions.Tests.PartnerLeads;

/// <summary>Leads, deals and approvals with tables in memory, four partners, and a clock that stands.</summary>
internal sealed class LeadHost : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private LeadHost(ServiceProvider services) => this.services = services;

    public static AffiliateProgram Program { get; } = LedgerHost.Program with { Charter = Charters.OfThree };

    public static LeadKey Key { get; } = new(Program.Slug, LeadId.Parse("lead-1"));

    /// <summary>A lead without wishes about the partner.</summary>
    public static LeadBody Body { get; } =
        new(
            LeadId: "lead-1",
            Customer: new LeadBody.LeadCustomerBody(
                "Big Customer",
                "www.customer.example",
                ContactName: "Cora Contact",
                Email: "cora@customer.example"
            ),
            Message: "200 seats.",
            ExpectedAmount: 500_000
        );

    public DurableTaskClient Orchestrations => Get<DurableTaskClient>();

    public FakeTimeProvider Clock => (FakeTimeProvider)Get<TimeProvider>();

    public NumberedPartners Partners => (NumberedPartners)Get<IPartners>();

    public SentEmails Emails => (SentEmails)Get<IMailer>();

    public HeardWebhooks Webhooks => (HeardWebhooks)Get<IWebhooks>();

    public LedgerHost.RecordedAudit Audit => (LedgerHost.RecordedAudit)Get<IAuditLog>();

    public ReportedStages Stages => (ReportedStages)Get<IPartnerReports>();

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public static async Task<LeadHost> StartAsync(string storage, HttpPipelinePolicy? policy = null)
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
        var options = MemoryTables.Of(storage).Options();
        if (policy is not null)
        {
            options.Retry.MaxRetries = 0;
            options.AddPolicy(policy, HttpPipelinePosition.PerRetry);
        }

        var programs = new Mock<IPrograms>();
        programs.Setup(stored => stored.FindAsync(Program.Slug, It.IsAny<CancellationToken>())).ReturnsAsync(Program);
        var services = new ServiceCollection();
        services
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2026, 11, 10, 12, 0, 0, TimeSpan.Zero)))
            .AddLogging()
            .AddSingleton(options)
            .AddInfrastructure(configuration)
            .AddApprovals()
            .AddTable(DealStore.Table)
            .AddSingleton<DealStore>()
            .AddSingleton<IDealRegistrations, DealRegistrations>()
            .AddPartnerLeads()
            .AddSingleton(programs.Object)
            .AddSingleton<IPartners>(new NumberedPartners(4))
            .AddSingleton<IPartnerReports, ReportedStages>()
            .AddSingleton<IAuditLog, LedgerHost.RecordedAudit>()
            .AddSingleton<IRefusedEmails, KeptRefusals>()
            .AddSingleton<IMailer, SentEmails>()
            .AddSingleton<IWebhooks>(new HeardWebhooks(wantsAll: true))
            .AddSingleton(new Mock<DurableTaskClient>("test").Object);
        var host = new LeadHost(services.BuildServiceProvider());
        foreach (var step in host.services.GetServices<IHostedService>())
        {
            await step.StartAsync(CancellationToken.None);
        }

        return host;
    }

    public async Task<PartnerLead> SubmitAsync(LeadBody? body = null) =>
        (await Get<LeadIntake>().TakeAsync(Program, body ?? Body, Orchestrations, default)).Value!;

    public Task<PartnerLead> LeadAsync() => Get<LeadStore>().RequireAsync(Key, default);

    /// <summary>Runs until the orchestration waits, kills it there, and returns the status of the lead.</summary>
    public async Task<LeadStatus> KilledAsync()
    {
        await Assert.ThrowsAsync<KilledException>(RunAsync);
        return (await LeadAsync()).Status;
    }

    /// <summary>Runs until the lead has ended.</summary>
    public Task<LeadStatus> RunAsync() => RunAsync(() => throw new KilledException());

    public Task<LeadStatus> RunAsync(Func<Task> whileWaiting) => RunAsync(Key, whileWaiting);

    /// <summary>Runs another lead until it has ended.</summary>
    public Task<LeadStatus> RunAsync(LeadKey key) => RunAsync(key, () => throw new KilledException());

    private Task<LeadStatus> RunAsync(LeadKey key, Func<Task> whileWaiting) =>
        LeadOrchestrator.RunAsync(
            new OrchestrationRun(services, "lead", key)
            {
                RepeatsActivities = true,
                RunChild = DecisionAsync,
                WhileWaiting = whileWaiting,
            }
        );

    public async Task<LeadLinkResult> AnswerAsync(string decision, PartnerLead? shown = null)
    {
        var lead = shown ?? await LeadAsync();
        var partner = (await Partners.FindAsync(Program.Slug, lead.Offers[^1].Partner, default))!;
        var link = Get<LeadLinks>().ToOffer(lead, lead.Offers[^1], partner);
        return await Get<LeadAnswerService>()
            .AnswerAsync(TokenOf(link), new AnswerLead.LeadAnswerForm(decision), Orchestrations, default);
    }

    public async Task<LeadLinkResult> UpdateAsync(string stage, string? number = null)
    {
        var lead = await LeadAsync();
        var partner = (await Partners.FindAsync(Program.Slug, lead.Deal!.Partner, default))!;
        var link = Get<LeadLinks>().ToLead(lead, partner);
        return await Get<LeadUpdateService>()
            .UpdateAsync(TokenOf(link), new UpdateLead.LeadUpdateForm(stage, Number: number), Orchestrations, default);
    }

    public async Task DecideConflictAsync(string decision)
    {
        var lead = await LeadAsync();
        var decided = new ApprovalDecision(decision, "owner@example.com", "So be it.", null, Clock.GetUtcNow());
        await Get<ApprovalStore>().DecideAsync(Program.Slug, $"lead:lead-1:{lead.Offers.Count}", decided, default);
    }

    /// <summary>Stores another lead of the same customer, which a partner has accepted, with its deal.</summary>
    public async Task<PartnerLead> AcceptedLeadAsync(string id, int partner)
    {
        var (now, deal) = (Clock.GetUtcNow(), (await HoldAsync(partner, $"lead:{id}:1")).Deal);
        var offer = new LeadOffer(1, deal.Partner, now, now.AddHours(48)).Ended(OfferEnd.Accepted, now);
        return await Get<LeadStore>()
            .AddAsync(
                new PartnerLead
                {
                    Id = LeadId.Parse(id),
                    Program = Program.Slug,
                    Customer = new LeadCustomer("Big Customer", deal.Domain, null, null, null, null, null),
                    RespondWithinHours = 48,
                    ExpiresDays = 60,
                    BodyHash = id,
                    ReceivedAt = now,
                    Status = LeadStatus.Accepted,
                    Offers = [offer],
                    Deal = new LeadDeal(deal.Id, deal.Partner, now, deal.ExpiresAt),
                },
                default
            );
    }

    /// <summary>Registers a deal of a partner for the lead's domain.</summary>
    public Task<DealRegistration> HoldAsync(int partner, string deal = "own-deal") =>
        Get<IDealRegistrations>()
            .RegisterAsync(
                Program.Slug,
                new DealOrder(
                    EventId.Parse(deal),
                    PartnerNumber.ToId(partner),
                    "Big Customer",
                    "customer.example",
                    null,
                    Clock.GetUtcNow(),
                    Clock.GetUtcNow().AddDays(60)
                ),
                default
            );

    public async Task<DealHold> HolderAsync()
    {
        var holds = await Get<DealStore>().HoldsAsync(Program.Slug, ["customer.example"], default);
        var deal = holds["customer.example"].Unexpired(Clock.GetUtcNow())!;
        return new DealHold(deal.Id, deal.Partner, deal.Domain, deal.ExpiresAt);
    }

    public static string TokenOf(string link) => new Uri(link).Segments[^1];

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private async Task<object?> DecisionAsync(string name, object? input)
    {
        var request = (ApprovalRequest)input!;
        var stored = await Get<ApprovalStore>().FindAsync(request.Program, request.Id, default);
        return stored?.Outcome ?? throw new KilledException();
    }

    /// <summary>Keeps the stages that were reported, each event once, as the intake does.</summary>
    internal sealed class ReportedStages : IPartnerReports
    {
        public Dictionary<EventId, PartnerStage> Reported { get; } = [];

        public Task<Problem?> ReportStageAsync(
            AffiliateProgram program,
            PartnerStage stage,
            CancellationToken cancellationToken
        )
        {
            Assert.Equal(Reported.GetValueOrDefault(stage.Id, stage), stage);
            Reported[stage.Id] = stage;
            return Task.FromResult<Problem?>(null);
        }
    }

    internal sealed class KilledException : Exception;
}
