using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.PersonalData;
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
using Testing;

namespace AffiliateFunctions.Tests.PartnerContracts;

/// <summary>Contract terms of a partner, from the request over the approvals to their end.</summary>
public sealed class ContractTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncDisposable
{
    private const string Ann = "ann@example.com";
    private const string Finance = "finance@example.com";

    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"} }, {"id": "lead", "on": "lead", "pay": {"flat": 100} }],
        "contract_terms": {"second_person_above": {"percent": "30"} }
        """;

    private readonly DurableTaskClient orchestrations = new Mock<DurableTaskClient>("test").Object;
    private readonly List<ApprovalRequest> asked = [];
    private FeatureHost host = null!;
    private Partner partner = null!;

    private DateTimeOffset Now => host.Clock.GetUtcNow();

    [Fact]
    public async Task Approved_terms_are_the_partners_from_their_approval_to_their_end()
    {
        await StartAsync();
        var contract = await AskAsync("25", Now.AddDays(-3), Now.AddDays(60));

        Assert.Equal(ContractStatus.Approved, await DecideAsync(contract, ("approve", Finance)));

        var request = Assert.Single(asked);
        var stored = (await host.Get<ApprovalStore>().FindAsync(FeatureHost.Slug, request.Id, default))!.Request;
        Assert.False(stored.MayDecide(Ann));
        Assert.Contains(stored.Facts, fact => fact.Value.Contains("25 % of", StringComparison.Ordinal));
        Assert.Contains(stored.Facts, fact => fact.Value.Contains("instead of 20 %", StringComparison.Ordinal));
        var kept = Assert.Single((await PartnerAsync()).Contracts!);
        Assert.Equal(
            (false, true, true, false),
            (
                kept.IsInForceAt(Now.AddSeconds(-1)),
                kept.IsInForceAt(Now),
                kept.IsInForceAt(Now.AddDays(60).AddSeconds(-1)),
                kept.IsInForceAt(Now.AddDays(60))
            )
        );
        Assert.Equal(["contract_terms_requested", "contract_terms_approved"], await AuditAsync());
        Assert.Equal(contract.Hash, (await PartnerAsync()).ToFacts(Now, TimeZoneInfo.Utc).Terms!.Hash);
    }

    [Fact]
    public async Task Above_the_limit_two_persons_decide_and_either_rejection_ends_it()
    {
        await StartAsync();
        var first = await AskAsync("31", Now, Now.AddDays(10));
        Assert.True(first.NeedsSecondPerson);
        Assert.Equal(
            ContractStatus.Approved,
            await DecideAsync(first, ("approve", Finance), ("approve", "owner@example.com"))
        );
        Assert.Equal([$"contract-{first.Id}", $"contract-{first.Id}-second"], asked.Select(request => request.Id));
        Assert.Equal((false, true), (asked[1].MayDecide(Finance), asked[1].IsOfSecondPerson));
        asked.Clear();

        var second = await AskAsync("31", Now.AddDays(10), Now.AddDays(20));
        Assert.Equal(
            ContractStatus.Rejected,
            await DecideAsync(second, ("approve", Finance), ("reject", "owner@example.com"))
        );
        Assert.Single((await PartnerAsync()).Contracts!);
    }

    [Fact]
    public async Task Terms_that_overlap_are_refused_and_the_same_request_again_is_not()
    {
        await StartAsync();
        var contract = await AskAsync("25", Now, Now.AddDays(10));

        Assert.Equal(contract.Id, (await AskAsync("25", Now, Now.AddDays(10))).Id);
        var overlapping = await TryAskAsync("26", Now.AddDays(9), Now.AddDays(30));
        Assert.Equal(ProblemKind.Conflict, overlapping.Problem!.Kind);
        Assert.True((await TryAskAsync("26", Now.AddDays(10), Now.AddDays(30))).Succeeded);

        await DecideAsync(contract, ("reject", Finance));
        Assert.True((await TryAskAsync("27", Now.AddDays(1), Now.AddDays(10))).Succeeded);
    }

    [Fact]
    public async Task Of_requests_at_the_same_time_that_overlap_one_is_taken()
    {
        await StartAsync();

        var answers = await Task.WhenAll(
            Enumerable.Range(20, 8).Select(percent => TryAskAsync($"{percent}", Now, Now.AddDays(percent)))
        );

        Assert.Equal(1, answers.Count(answer => answer.Succeeded));
        Assert.Single(await host.Get<ContractStore>().ListAsync(FeatureHost.Slug, partner.Id, default));
    }

    [Fact]
    public async Task All_mistakes_of_a_request_are_reported_at_once()
    {
        await StartAsync();
        var body = new ContractBody(
            JsonElement.Parse("""{"gone": {"pay": {"percent": "5"} }, "lead": {"pay": {"percent": "5"} } }"""),
            Now,
            Now.AddDays(-1),
            " ",
            "nobody"
        );

        var refused = await host.Get<ContractRequests>()
            .AskAsync(await host.ProgramAsync(), partner, body, orchestrations, default);

        Assert.Equal(
            ["/prepared_by", "/reason", "/rules/gone", "/rules/lead/pay/percent", "/until"],
            refused.Problem!.Errors.Keys.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Ended_terms_stop_now_and_a_repeated_end_changes_nothing()
    {
        await StartAsync();
        var begin = Now;
        var contract = await AskAsync("25", begin, begin.AddDays(60));
        Assert.Equal(ProblemKind.Conflict, (await EndAsync(contract)).Problem!.Kind);
        await DecideAsync(contract, ("approve", Finance));
        host.Clock.Advance(TimeSpan.FromDays(5));

        var ended = (await EndAsync(contract)).Value!;
        host.Clock.Advance(TimeSpan.FromHours(1));
        var again = (await EndAsync(contract)).Value!;

        Assert.Equal(ended.EndedAt, again.EndedAt);
        Assert.False((await PartnerAsync()).Contracts![0].IsInForceAt(Now));
        Assert.Equal(1, (await AuditAsync()).Count(action => action == "contract_terms_ended"));
        Assert.True((await TryAskAsync("26", Now, Now.AddDays(30))).Succeeded);
        var same = await TryAskAsync("25", begin, begin.AddDays(60));
        Assert.False(same.Succeeded && same.Value!.Id == contract.Id);
    }

    [Fact]
    public async Task A_decision_that_is_carried_out_late_does_not_take_back_the_end()
    {
        await StartAsync();
        var contract = await AskAsync("25", Now, Now.AddDays(60));
        await DecideAsync(contract, ("approve", Finance));
        var approved = Assert.Single((await PartnerAsync()).Contracts!);
        var ended = (await EndAsync(contract)).Value!;

        await host.Get<IPartnerActions>().PutContractAsync(await host.ProgramAsync(), partner.Id, approved, default);

        Assert.Equal(ended.EndedAt, Assert.Single((await PartnerAsync()).Contracts!).EndedAt);
    }

    [Fact]
    public async Task Terms_whose_decision_or_end_did_not_reach_the_partner_are_put_there_by_the_hourly_job()
    {
        await StartAsync();
        var contract = await AskAsync("25", Now.AddDays(1), Now.AddDays(60));
        await DecideAsync(contract, ("approve", Finance));
        await PutContractsAsync(null);

        await FollowAsync();

        var approved = Assert.Single((await PartnerAsync()).Contracts!);
        var ended = (await EndAsync(contract)).Value!;
        await PutContractsAsync([approved]);
        await FollowAsync();
        Assert.Equal(ended.EndedAt, Assert.Single((await PartnerAsync()).Contracts!).EndedAt);
    }

    [Fact]
    public async Task A_restart_after_the_decision_asks_nobody_else_and_completes_it()
    {
        await StartAsync();
        var contract = await AskAsync("25", Now, Now.AddDays(60));
        await DecideAsync(contract, ("approve", Finance));
        await PutContractsAsync(null);
        asked.Clear();

        Assert.Equal(ContractStatus.Approved, await DecideAsync(contract, ("reject", "owner@example.com")));

        Assert.Equal($"contract-{contract.Id}", Assert.Single(asked).Id);
        Assert.Single((await PartnerAsync()).Contracts!);
    }

    [Fact]
    public async Task Terms_that_were_ended_before_they_began_leave_their_time_free()
    {
        await StartAsync();
        var contract = await AskAsync("25", Now.AddDays(10), Now.AddDays(20));
        await DecideAsync(contract, ("approve", Finance));
        Assert.True((await EndAsync(contract)).Succeeded);

        Assert.True((await TryAskAsync("26", Now, Now.AddDays(30))).Succeeded);
    }

    [Fact]
    public async Task Terms_until_the_last_year_of_the_calendar_are_no_fault()
    {
        await StartAsync();

        Assert.True((await TryAskAsync("25", DateTimeOffset.MaxValue.AddYears(-1), DateTimeOffset.MaxValue)).Succeeded);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Terms_that_are_approved_too_late_never_apply(bool isPartnerGone)
    {
        await StartAsync();
        var contract = await AskAsync("25", Now, Now.AddDays(10));
        if (isPartnerGone)
        {
            await host.Get<PartnerChanges>()
                .ChangeAsync(
                    await host.ProgramAsync(),
                    partner.Id.Value,
                    stored => new PartnerChange(stored with { Status = PartnerStatus.Closed }, []),
                    default
                );
        }
        else
        {
            host.Clock.Advance(TimeSpan.FromDays(10));
        }

        Assert.Equal(ContractStatus.NotApplied, await DecideAsync(contract, ("approve", Finance)));
        Assert.Null((await PartnerAsync()).Contracts);
    }

    [Fact]
    public async Task The_partner_is_told_once_of_the_beginning_and_once_thirty_days_before_the_end()
    {
        await StartAsync();
        var contract = await AskAsync("25", Now.AddDays(1), Now.AddDays(60));
        await DecideAsync(contract, ("approve", Finance));

        var told = new List<int>();
        for (var day = 0; day < 62; day++)
        {
            await FollowAsync();
            await FollowAsync();
            told.AddRange(host.Emails.Sent.Skip(told.Count).Select(_ => day));
            host.Clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal([1, 30], told);
        Assert.Equal(["begins", "ends"], host.Emails.Sent.Select(mail => mail.Key.Split(':')[^1]));
        Assert.All(host.Emails.Sent, mail => Assert.Equal(partner.Email, mail.To));
    }

    [Fact]
    public async Task Terms_for_a_rule_that_the_rule_book_no_longer_has_are_reported_on_the_timeline()
    {
        await StartAsync();
        var contract = await AskAsync("25", Now, Now.AddDays(60));
        await DecideAsync(contract, ("approve", Finance));
        var follow = ActivatorUtilities.CreateInstance<ContractFollowUp>(
            host.Services,
            new OneRuleBook(""" "commissions": [{"id": "other", "on": "sale", "pay": {"percent": "20"} }] """)
        );
        var stored = await host.Get<ContractStore>().RequireAsync(ContractKey.Of(contract), default);

        await follow.FollowAsync(stored, default);
        await follow.FollowAsync(stored, default);

        var entries = await ActivatorUtilities
            .CreateInstance<PartnerTimeline>(host.Services)
            .OfAsync(await PartnerAsync(), default);
        var entry = Assert.Single(entries, entry => entry.Step == "contract_terms_without_effect");
        Assert.Equal($"{contract.Id}: rule book 1 has no such rule: share.", entry.Note);
        var book = (await new OneRuleBook(""" "commissions": [] """).TimelineAsync(FeatureHost.Slug, default)).At(Now)!;
        Assert.Equal(["share"], ContractAnswer.Of(stored, book.Rules.Book, Now).RulesWithoutEffect);
    }

    [Fact]
    public async Task An_interrupted_request_is_continued_and_an_erased_partner_leaves_no_words()
    {
        await StartAsync();
        var contract = await AskAsync("25", Now, Now.AddDays(60));
        var heard = new Mock<DurableTaskClient>("test");

        await FollowAsync(heard.Object);

        heard.Verify(client =>
            client.ScheduleNewOrchestrationInstanceAsync(
                nameof(ContractOrchestrator),
                It.IsAny<object?>(),
                It.IsAny<Microsoft.DurableTask.StartOrchestrationOptions?>(),
                It.IsAny<CancellationToken>()
            )
        );
        var erased = new ErasedPartner(FeatureHost.Slug, partner.Id, [], []);
        await ActivatorUtilities
            .CreateInstance<ContractErasure>(host.Services)
            .EraseAsync(erased, orchestrations, default);
        Assert.Equal(
            ErasedPartner.Pseudonym,
            (await host.Get<ContractStore>().RequireAsync(ContractKey.Of(contract), default)).Reason
        );
    }

    public async ValueTask DisposeAsync() => await host.DisposeAsync();

    private async Task StartAsync()
    {
        host = await FeatureHost.StartAsync(azurite.TakeAccount(), rules: Rules);
        await host.Get<ProgramStore>().PutCharterAsync(FeatureHost.Slug, Charters.OfThree, Now, default);
        partner = (await new NumberedPartners(1).FindAsync(FeatureHost.Slug, PartnerId.Parse("prt_p0"), default))!;
        await host.Get<PartnerRegistration>()
            .AddAsync(
                await host.ProgramAsync(),
                partner,
                () => Task.FromResult<IReadOnlyList<Azure.Data.Tables.TableTransactionAction>>([]),
                default
            );
    }

    private async Task<StoredContract> AskAsync(string percent, DateTimeOffset from, DateTimeOffset until) =>
        (await TryAskAsync(percent, from, until)).Value!;

    private async Task<Result<StoredContract>> TryAskAsync(string percent, DateTimeOffset from, DateTimeOffset until) =>
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
                orchestrations,
                default
            );

    private async Task<Result<StoredContract>> EndAsync(StoredContract contract) =>
        await host.Get<ContractRequests>()
            .EndAsync(await host.ProgramAsync(), partner, contract.Id.Value, "Cancelled.", default);

    // Each activity runs twice, as after an interruption.
    private async Task<ContractStatus> DecideAsync(
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
                    var (decision, actor) = decisions[asked.Count];
                    asked.Add(request);
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

    private Task FollowAsync(DurableTaskClient? client = null) =>
        ActivatorUtilities
            .CreateInstance<FollowContracts>(host.Services, NullLogger<FollowContracts>.Instance)
            .RunAsync(new Microsoft.Azure.Functions.Worker.TimerInfo(), client ?? orchestrations, default);

    private async Task PutContractsAsync(IReadOnlyList<PartnerContract>? contracts) =>
        await host.Get<PartnerChanges>()
            .ChangeAsync(
                await host.ProgramAsync(),
                partner.Id.Value,
                stored => new PartnerChange(stored with { Contracts = contracts }, []),
                default
            );

    private async Task<Partner> PartnerAsync() =>
        (await host.Get<IPartners>().FindAsync(FeatureHost.Slug, partner.Id, default))!;

    private async Task<List<string>> AuditAsync() =>
        await host.Get<AuditLog>()
            .AboutAsync(FeatureHost.Slug, [partner.Id.Value], default)
            .Where(record => record.Action.StartsWith("contract_", StringComparison.Ordinal))
            .Select(record => record.Action)
            .ToListAsync();
}
