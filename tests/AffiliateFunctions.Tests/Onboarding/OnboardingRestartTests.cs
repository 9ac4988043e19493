using Affiliate.Domain.Programs;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Onboarding.Applications;
using AffiliateFunctions.Onboarding.Applications.Activities;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.Onboarding.Screening;
using AffiliateFunctions.Onboarding.Terms;
using AffiliateFunctions.Programs;
using AffiliateFunctions.Tests.Orchestrations;
using Microsoft.DurableTask.Client;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.Onboarding;

/// <summary>
/// The onboarding of one application whose orchestration is killed wherever it waits, and then started again.
/// </summary>
public sealed class OnboardingRestartTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Owner = "owner@example.com";

    private static readonly ApplicationBody Body = new(
        "Pat Partner",
        "pat@agency.test",
        "Partner Agency",
        "https://agency.test",
        "US",
        "Reviews",
        TermsAccepted: true,
        TermsVersion: "1"
    );

    private readonly Mock<DurableTaskClient> orchestrations = new("test");
    private FeatureHost host = null!;
    private ApplicationKey key = null!;

    [Fact]
    public async Task An_onboarding_that_is_killed_in_each_state_continues_from_it()
    {
        await SubmitAsync();
        foreach (var (status, act) in Story())
        {
            Assert.Equal(status, await KilledAsync());
            Assert.Equal(status, await KilledAsync());
            await act();
        }

        Assert.Equal(ApplicationStatus.Approved, await RunAsync());
        Assert.Equal(ApplicationStatus.Approved, await RunAsync());

        Assert.Equal(
            [
                "submitted",
                "confirmation_asked",
                "email_confirmed",
                "screened",
                "findings_reported",
                "approval_asked",
                "question_asked",
                "question_answered",
                "approved",
                "terms_asked",
                "terms_accepted",
                "waiting_for_room",
                "activated",
                "welcomed",
            ],
            (await ApplicationAsync()).Timeline.Select(entry => entry.Step)
        );
        Assert.Equal(
            ["confirm", "question:1", "terms:2", "welcome"],
            host.Emails.Sent.Select(mail => mail.Key.Split(':', 4)[3]).Order()
        );
        await host.DisposeAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task An_application_can_be_withdrawn_in_each_state(int state)
    {
        await SubmitAsync();
        foreach (var (status, act) in Story().Take(state))
        {
            Assert.Equal(status, await KilledAsync());
            await act();
        }

        await KilledAsync();
        var approval = (await ApplicationAsync()).ApprovalId;
        var service = host.Get<WithdrawalService>();
        var token = TokenOf(host.Get<ApplicantLinks>().ToWithdraw(await ApplicationAsync()));
        Assert.IsType<ApplicantLinkResult.Open>(await service.OpenAsync(token, default));
        Assert.IsType<ApplicantLinkResult.Done>(await service.WithdrawAsync(token, orchestrations.Object, default));
        Assert.IsType<ApplicantLinkResult.Over>(await service.WithdrawAsync(token, orchestrations.Object, default));

        Assert.Equal(ApplicationStatus.Withdrawn, await RunAsync());

        Assert.Equal(
            state == 0 ? [] : new[] { "pat@agency.test" },
            host.Emails.Sent.Where(mail => mail.Key.EndsWith(":withdrawn", StringComparison.Ordinal))
                .Select(mail => mail.To)
        );
        var wasOpen = state is 2 or 4;
        Assert.Equal(
            wasOpen ? [Owner] : Array.Empty<string>(),
            host.Emails.Sent.Where(mail => mail.Subject.StartsWith("Withdrawn:", StringComparison.Ordinal))
                .Select(mail => mail.To)
        );
        if (wasOpen)
        {
            var stored = await host.Get<ApprovalStore>().FindAsync(key.Program, approval, default);
            Assert.Equal(ApprovalDecision.Withdrawn, stored!.Decision!.Decision);
        }

        Assert.Equal((ApplicationStatus.Withdrawn, ApplicationSignal.None), await StateAsync());
        await SubmitAgainAsync();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task An_applicant_who_accepted_the_terms_and_finds_no_room_can_expire()
    {
        await SubmitAsync();
        foreach (var (status, act) in Story()[..^1])
        {
            Assert.Equal(status, await KilledAsync());
            await act();
        }

        Assert.Equal(ApplicationStatus.PendingTerms, await KilledAsync());
        Assert.Equal((ApplicationStatus.PendingTerms, ApplicationSignal.None), await StateAsync());
        var expire = new ExpireApplication(host.Get<ApplicationStore>(), host.Clock);
        Assert.Equal(ApplicationStatus.Expired, await expire.RunAsync(key, default));
        await host.DisposeAsync();
    }

    [Theory]
    [InlineData(true, ExpiryCauses.AddressTaken, "already belongs to a partner")]
    [InlineData(false, ExpiryCauses.ProgramClosed, "accepts no more partners")]
    public async Task An_approved_application_that_can_make_no_partner_ends_and_the_applicant_is_told(
        bool isAddressTaken,
        string cause,
        string sentence
    )
    {
        await SubmitAsync();
        foreach (var (status, act) in Story()[..^1])
        {
            Assert.Equal(status, await KilledAsync());
            await act();
        }

        Assert.Equal(ApplicationStatus.PendingTerms, await KilledAsync());
        host.Clock.Advance(TimeSpan.FromDays(1));
        await (isAddressTaken ? MakePartnerAsync() : CloseProgramAsync());

        Assert.Equal(ApplicationStatus.Expired, await RunAsync());

        var application = await ApplicationAsync();
        Assert.Equal((ApplicationStatus.Expired, ApplicationSignal.None), await StateAsync());
        Assert.Equal(
            new TimelineEntry(host.Clock.GetUtcNow(), "expired", cause),
            application.Timeline.Single(entry => entry.Step == "expired")
        );
        Assert.All(OnboardingProcess.RunsOf(application), run => Assert.NotNull(run.EndedAt));
        var mail = host.Emails.Sent.Single(mail => mail.Key.EndsWith(":expired", StringComparison.Ordinal));
        Assert.Equal("pat@agency.test", mail.To);
        Assert.Contains(sentence, mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("apply again", mail.Text, StringComparison.Ordinal);
        await host.DisposeAsync();
    }

    private (ApplicationStatus Status, Func<Task> Act)[] Story() =>
        [
            (ApplicationStatus.Unverified, ConfirmAsync),
            (ApplicationStatus.Screening, ReportFindingsAsync),
            (ApplicationStatus.PendingApproval, () => DecideAsync(ApplicationDecision.Ask, "How many readers?")),
            (ApplicationStatus.PendingInformation, AnswerAsync),
            (ApplicationStatus.PendingApproval, () => DecideAsync(ApplicationDecision.Approve, null)),
            (ApplicationStatus.PendingTerms, AcceptTermsAsync),
            (ApplicationStatus.PendingTerms, MakeRoomAsync),
        ];

    private async Task SubmitAsync()
    {
        host = await FeatureHost.StartAsync(azurite.TakeAccount(), maxPartners: 0, wantsWebhooks: true);
        await host.Get<ProgramStore>()
            .PutCharterAsync(FeatureHost.Slug, Charters.OfThree, host.Clock.GetUtcNow(), default);
        key = new ApplicationKey(FeatureHost.Slug, await SubmittedAsync());
    }

    private async Task SubmitAgainAsync() => Assert.NotEqual(key.Id, await SubmittedAsync());

    private async Task<ApplicationId> SubmittedAsync()
    {
        var program = await host.ProgramAsync();
        var newer = await host.Get<TermsStore>().FindAsync(FeatureHost.Slug, "2", default);
        var submitted = await host.Get<SubmitApplicationHandler>()
            .SubmitAsync(program, Body with { TermsVersion = newer?.Version ?? "1" }, orchestrations.Object, default);
        Assert.True(submitted.Succeeded);
        return submitted.Value;
    }

    // Runs until the orchestration waits, and kills it there.
    private async Task<ApplicationStatus> KilledAsync()
    {
        await Assert.ThrowsAsync<KilledException>(RunAsync);
        return (await ApplicationAsync()).Status;
    }

    private Task<ApplicationStatus> RunAsync() =>
        OnboardingOrchestrator.RunAsync(
            new OrchestrationRun(host.Services, "onboarding", key)
            {
                RepeatsActivities = true,
                RunChild = DecisionAsync,
                WhileWaiting = () => throw new KilledException(),
            }
        );

    private async Task<object?> DecisionAsync(string name, object? input)
    {
        var request = (ApprovalRequest)input!;
        var stored = await host.Get<ApprovalStore>().FindAsync(request.Program, request.Id, default);
        return stored?.Outcome ?? throw new KilledException();
    }

    private async Task ConfirmAsync()
    {
        var application = await ApplicationAsync();
        var link = host.Get<ApplicantLinks>().ToConfirm(application, application.SubmittedAt.AddDays(14));
        Assert.IsType<ConfirmationAnswer.Done>(
            await host.Get<ConfirmationService>().ConfirmAsync(TokenOf(link), orchestrations.Object, null, default)
        );
    }

    private async Task ReportFindingsAsync()
    {
        var added = await host.Get<FindingReports>()
            .AddAsync(key.Program, key.Id.Value, new AddFindings.Body("lists", []), orchestrations.Object, default);
        Assert.True(added.Succeeded);
    }

    private async Task DecideAsync(string decision, string? note)
    {
        var id = (await ApplicationAsync()).ApprovalId;
        var decided = new ApprovalDecision(decision, Owner, null, note, host.Clock.GetUtcNow());
        await host.Get<ApprovalStore>().DecideAsync(key.Program, id, decided, default);
        if (decision == ApplicationDecision.Approve)
        {
            var store = host.Get<TermsStore>();
            await store.GetOrAddAsync(
                key.Program,
                new TermsDocument("2", "Be honest.", null, "hash", host.Clock.GetUtcNow()),
                default
            );
        }
    }

    private async Task AnswerAsync()
    {
        var application = await ApplicationAsync();
        var link = host.Get<ApplicantLinks>().ToAnswer(application, application.OpenQuestion!);
        var service = host.Get<AnswerService>();
        var empty = await service.AnswerAsync(TokenOf(link), " ", orchestrations.Object, default);
        Assert.Equal("Write an answer.", Assert.IsType<ApplicantLinkResult.Open>(empty).Mistake);
        Assert.IsType<ApplicantLinkResult.Done>(
            await service.AnswerAsync(TokenOf(link), "4,000 readers", orchestrations.Object, default)
        );
        Assert.IsType<ApplicantLinkResult.Over>(
            await service.AnswerAsync(TokenOf(link), "5,000 readers", orchestrations.Object, default)
        );
    }

    private async Task AcceptTermsAsync()
    {
        var application = await ApplicationAsync();
        var link = host.Get<ApplicantLinks>().ToAcceptTerms(application, "2", host.Clock.GetUtcNow().AddDays(14));
        Assert.IsType<ConfirmationAnswer.Done>(
            await host.Get<ConfirmationService>().ConfirmAsync(TokenOf(link), orchestrations.Object, null, default)
        );
    }

    private Task MakeRoomAsync() =>
        ChangeAsync(program => program with { Limits = program.Limits with { MaxPartners = 1 } });

    private Task CloseProgramAsync() => ChangeAsync(program => program with { Stage = ProgramStage.Closed });

    private async Task ChangeAsync(Func<AffiliateProgram, AffiliateProgram> change)
    {
        var programs = host.Get<ProgramStore>();
        var (program, version) = (await programs.ReadAsync(key.Program, default))!.Value;
        Assert.True(await programs.ReplaceAsync(change(program), version, default));
    }

    private async Task MakePartnerAsync()
    {
        await MakeRoomAsync();
        var made = await host.Get<DirectPartners>()
            .MakeAsync(
                await host.ProgramAsync(),
                new PartnerBody(Body.Name, Body.Email, Body.Company, Body.Country),
                default
            );
        Assert.True(made.Succeeded);
    }

    private async Task<PartnerApplication> ApplicationAsync() =>
        await host.Get<ApplicationStore>().RequireAsync(key, default);

    private async Task<(ApplicationStatus Status, ApplicationSignal Signal)> StateAsync()
    {
        var application = await ApplicationAsync();
        return (application.Status, application.Signal);
    }

    private static string TokenOf(string link) => new Uri(link).Segments[^1];

    private sealed class KilledException : Exception;
}
