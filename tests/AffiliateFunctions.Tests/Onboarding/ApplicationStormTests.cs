using System.Collections.Concurrent;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Approvals.Activities;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Applications;
using AffiliateFunctions.Programs;
using AffiliateFunctions.Tests.Orchestrations;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.Onboarding;

/// <summary>
/// Two hundred applications at once, each decided by two persons at the same time who click twice. Companies share a few
/// names, so their partners compete for codes.
/// </summary>
public sealed class ApplicationStormTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const int Applications = 200;
    private const int AtOnce = 16;
    private const string Owner = "owner@example.com";
    private const string Backup = "backup@example.com";

    private readonly DurableTaskClient orchestrations = new Mock<DurableTaskClient>("test").Object;
    private readonly ConcurrentDictionary<int, ApplicationId> ids = [];
    private readonly ConcurrentDictionary<int, string> deciders = [];
    private FeatureHost host = null!;

    [Fact]
    public async Task Each_application_is_decided_once_and_each_person_told_once_and_each_partner_has_its_own_code()
    {
        host = await FeatureHost.StartAsync(azurite.TakeAccount(), maxPartners: 1_000);
        await host.Get<ProgramStore>()
            .PutCharterAsync(FeatureHost.Slug, Charters.OfThree, host.Clock.GetUtcNow(), default);

        await ForEachAsync(SubmitAsync);
        await ForEachAsync(number => RunAsync(number));
        await ForEachAsync(ConfirmTwiceAsync);
        await ForEachAsync(number => RunAsync(number));
        await ForEachAsync(DecideAtOnceAsync);
        await ForEachAsync(async number => Assert.NotNull(await RunAsync(number)));

        var approved = deciders.Where(decider => decider.Value == Owner).Select(decider => decider.Key).ToHashSet();
        Assert.Equal(Applications, deciders.Count);
        await CheckApplicationsAsync(approved);
        await CheckPartnersAsync(approved);
        CheckMails(approved);
        await CheckAuditAsync();
        await host.DisposeAsync();
    }

    private async Task CheckApplicationsAsync(HashSet<int> approved)
    {
        foreach (var (number, id) in ids)
        {
            var application = await host.Get<ApplicationStore>().RequireAsync(new(FeatureHost.Slug, id), default);
            Assert.Equal(
                (approved.Contains(number) ? ApplicationStatus.Approved : ApplicationStatus.Rejected, deciders[number]),
                (application.Status, application.DecidedBy)
            );
            Assert.Single(application.Timeline, entry => entry.Step is "approved" or "rejected");
        }
    }

    private async Task CheckPartnersAsync(HashSet<int> approved)
    {
        var partners = await host.Get<IPartners>().ListAsync(FeatureHost.Slug, default).ToListAsync();
        Assert.Equal(approved.Select(EmailOf).Order(), partners.Select(partner => partner.Email).Order());
        Assert.Equal(partners.Count, partners.Select(partner => partner.Code).Distinct().Count());
        foreach (var partner in partners)
        {
            var link = await host.Get<IPartnerLinks>().ResolveAsync(partner.Code, default);
            Assert.Equal((partner.Id, true), (link!.Partner, link.Active));
        }
    }

    private void CheckMails(HashSet<int> approved)
    {
        var mails = host.Emails.Sent.ToLookup(mail => mail.To, mail => mail.Key.Split(':')[^1]);
        foreach (var number in ids.Keys)
        {
            string[] expected = ["confirm", approved.Contains(number) ? "welcome" : "rejected"];
            Assert.Equal(expected, mails[EmailOf(number)].Order(StringComparer.Ordinal));
        }

        Assert.Equal(Applications, mails[Owner].Count());
        Assert.Empty(mails[Backup]);
    }

    private async Task CheckAuditAsync()
    {
        Assert.True((await host.VerifyAuditAsync()).Ok);
        string[] subjects = [.. ids.Values.SelectMany(id => new[] { id.Value, $"application-{id}" })];
        var actions = await host.Get<AuditLog>()
            .AboutAsync(FeatureHost.Slug, subjects, default)
            .Select(record => (record.Subject, IsApproval: record.Action.Contains("decided", StringComparison.Ordinal)))
            .ToListAsync();
        Assert.Equal(Applications, actions.Count(action => action.IsApproval));
        Assert.Equal(Applications, actions.Count(action => !action.IsApproval));
        Assert.Equal(actions.Count, actions.Distinct().Count());
    }

    private async Task SubmitAsync(int number)
    {
        var body = new ApplicationBody(
            "Pat Partner",
            EmailOf(number),
            $"Agency {number % 10}",
            $"https://agency{number}.test",
            "US",
            "Reviews",
            TermsAccepted: true,
            TermsVersion: "1"
        );
        var sent = await host.Get<SubmitApplicationHandler>()
            .SubmitAsync(await host.ProgramAsync(), body, orchestrations, default);
        ids[number] = sent.Value;
    }

    private async Task ConfirmTwiceAsync(int number)
    {
        var application = await ApplicationAsync(number);
        var link = host.Get<ApplicantLinks>().ToConfirm(application, application.SubmittedAt.AddDays(14));
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 2)
                .Select(_ => host.Get<ConfirmationService>().ConfirmAsync(TokenOf(link), orchestrations, null, default))
        );
        Assert.Contains(answers, answer => answer is ConfirmationAnswer.Done);
    }

    private async Task DecideAtOnceAsync(int number)
    {
        var approval = await ApprovalAsync(number);
        var other = await ApprovalAsync((number + 1) % Applications);
        var links = host.Get<ApprovalLinks>();
        var service = host.Get<ApprovalService>();

        // The link of another application, by which somebody tries to decide this one.
        var mixed = other with
        {
            Request = other.Request with { Id = approval.Request.Id },
        };
        Assert.IsType<ApprovalLinkResult.Invalid>(
            await service.DecideAsync(
                TokenOf(links.AddressFor(mixed, Owner)),
                new DecisionForm("approve"),
                null,
                orchestrations,
                default
            )
        );
        Assert.Null((await ApprovalAsync(number)).Decision);

        DecisionForm[] forms = [new("approve"), new("reject", "No")];
        var clicks = Enumerable.Range(0, 4).Select(click => (click + number) % 2);
        var results = await Task.WhenAll(
            clicks.Select(click =>
                Task.Run(() =>
                    service.DecideAsync(
                        TokenOf(links.AddressFor(approval, click == 0 ? Owner : Backup)),
                        forms[click],
                        null,
                        orchestrations,
                        default
                    )
                )
            )
        );

        var decided = results.OfType<ApprovalLinkResult.Decided>().Select(result => result.Actor).Distinct();
        deciders[number] = Assert.Single(decided);
        Assert.Equal(
            4,
            results.Count(result => result is ApprovalLinkResult.Decided or ApprovalLinkResult.AlreadyDecided)
        );
    }

    // Runs until the orchestration waits, and ends it there; returns null then. What contends is started again.
    private async Task<ApplicationStatus?> RunAsync(int number)
    {
        while (true)
        {
            try
            {
                return await OnboardingOrchestrator.RunAsync(
                    new OrchestrationRun(
                        host.Services,
                        $"onboarding-{number}",
                        new ApplicationKey(FeatureHost.Slug, ids[number])
                    )
                    {
                        RepeatsActivities = true,
                        RunChild = AskAsync,
                        WhileWaiting = () => throw new WaitingException(),
                    }
                );
            }
            catch (WaitingException)
            {
                return null;
            }
            catch (ContendedException) { }
        }
    }

    private async Task<object?> AskAsync(string name, object? input)
    {
        var request = (ApprovalRequest)input!;
        var opened = await ActivatorUtilities.CreateInstance<OpenApproval>(host.Services).RunAsync(request, default);
        return opened.IsDecided
            ? await ActivatorUtilities
                .CreateInstance<CloseApproval>(host.Services)
                .RunAsync(new ApprovalKey(request.Program, request.Id), default)
            : throw new WaitingException();
    }

    private async Task<PartnerApplication> ApplicationAsync(int number) =>
        await host.Get<ApplicationStore>().RequireAsync(new(FeatureHost.Slug, ids[number]), default);

    private async Task<StoredApproval> ApprovalAsync(int number) =>
        (await host.Get<ApprovalStore>().FindAsync(FeatureHost.Slug, $"application-{ids[number]}", default))!;

    private static Task ForEachAsync(Func<int, Task> act) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, Applications),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (number, _) => await act(number)
        );

    private static string EmailOf(int number) => $"pat@agency{number}.test";

    private static string TokenOf(string link) => new Uri(link).Segments[^1];

    private sealed class WaitingException : Exception;
}
