using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.PartnerContracts;
using AffiliateFunctions.PartnerContracts.Requests;
using AffiliateFunctions.PartnerContracts.Store;
using AffiliateFunctions.Programs;
using AffiliateFunctions.Tests.Orchestrations;
using AffiliateFunctions.Tests.Tracking.Doubles;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace AffiliateFunctions.Tests.PartnerContracts;

/// <summary>A partner of a program with a rule book, for which terms are requested, decided and followed.</summary>
internal sealed class ContractScene(FeatureHost host, Partner partner) : IAsyncDisposable
{
    public const string Ann = "ann@example.com";
    public const string Finance = "finance@example.com";

    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"} }, {"id": "lead", "on": "lead", "pay": {"flat": 100} }],
        "contract_terms": {"second_person_above": {"percent": "30"} }
        """;

    public FeatureHost Host => host;

    public Partner Partner => partner;

    public DateTimeOffset Now => host.Clock.GetUtcNow();

    public DurableTaskClient Orchestrations { get; } = new Mock<DurableTaskClient>("test").Object;

    /// <summary>The approvals that were asked for, in order.</summary>
    public List<ApprovalRequest> Asked { get; } = [];

    public static async Task<ContractScene> StartAsync(string storage)
    {
        var host = await FeatureHost.StartAsync(storage, rules: Rules);
        await host.Get<ProgramStore>()
            .PutCharterAsync(FeatureHost.Slug, Charters.OfThree, host.Clock.GetUtcNow(), default);
        var partner = (await new NumberedPartners(1).FindAsync(FeatureHost.Slug, PartnerId.Parse("prt_p0"), default))!;
        await host.Get<PartnerRegistration>()
            .AddAsync(
                await host.ProgramAsync(),
                partner,
                () => Task.FromResult<IReadOnlyList<Azure.Data.Tables.TableTransactionAction>>([]),
                default
            );
        return new ContractScene(host, partner);
    }

    public async Task<StoredContract> AskAsync(string percent, DateTimeOffset from, DateTimeOffset until) =>
        (await TryAskAsync(percent, from, until)).Value!;

    public async Task<Result<StoredContract>> TryAskAsync(string percent, DateTimeOffset from, DateTimeOffset until) =>
        await host.Get<ContractRequests>()
            .AskAsync(
                await host.ProgramAsync(),
                await PartnerAsync(),
                new ContractBody(
                    JsonElement.Parse($$"""{"share": {"pay": {"percent": "{{percent}}"} } }"""),
                    from,
                    until,
                    "Negotiated.",
                    Ann
                ),
                Orchestrations,
                default
            );

    public async Task<Result<StoredContract>> EndAsync(StoredContract contract) =>
        await host.Get<ContractRequests>()
            .EndAsync(await host.ProgramAsync(), partner, contract.Id.Value, "Cancelled.", default);

    // Each activity runs twice, as after an interruption.
    public async Task<ContractStatus> DecideAsync(
        StoredContract contract,
        params (string Decision, string Actor)[] decisions
    )
    {
        await ContractOrchestrator.RunAsync(
            new OrchestrationRun(host.Services, contract.InstanceId, ContractKey.Of(contract))
            {
                RepeatsActivities = true,
                WhileWaiting = () => Task.CompletedTask,
                RunChild = async (_, input) =>
                {
                    var request = (ApprovalRequest)input!;
                    var (decision, actor) = decisions[Asked.Count];
                    Asked.Add(request);
                    Assert.True(request.MayDecide(actor));
                    var made = new ApprovalDecision(decision, actor, "Because.", null, Now);
                    var stored = await host.Get<ApprovalStore>()
                        .DecideAsync(request.Program, request.Id, made, default);
                    return stored.Outcome;
                },
            }
        );
        return (await host.Get<ContractStore>().RequireAsync(ContractKey.Of(contract), default)).Status;
    }

    public Task FollowAsync(DurableTaskClient? client = null) =>
        ActivatorUtilities
            .CreateInstance<FollowContracts>(host.Services, NullLogger<FollowContracts>.Instance)
            .RunAsync(new Microsoft.Azure.Functions.Worker.TimerInfo(), client ?? Orchestrations, default);

    public async Task PutContractsAsync(IReadOnlyList<PartnerContract>? contracts) =>
        await host.Get<PartnerChanges>()
            .ChangeAsync(
                await host.ProgramAsync(),
                partner.Id.Value,
                stored => new PartnerChange(stored with { Contracts = contracts }, []),
                default
            );

    public async Task<Partner> PartnerAsync() =>
        (await host.Get<IPartners>().FindAsync(FeatureHost.Slug, partner.Id, default))!;

    public async Task<List<string>> AuditAsync() =>
        await host.Get<AuditLog>()
            .AboutAsync(FeatureHost.Slug, [partner.Id.Value], default)
            .Where(record => record.Action.StartsWith("contract_", StringComparison.Ordinal))
            .Select(record => record.Action)
            .ToListAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
