using Affiliate.Domain.Programs;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Applications;
using AffiliateFunctions.Onboarding.Applications.Activities;
using AffiliateFunctions.Programs;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.Onboarding;

/// <summary>The rounds in which persons are asked about one application, and how they end.</summary>
public sealed class ApplicationRoundTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Owner = "owner@example.com";

    private readonly Mock<DurableTaskClient> orchestrations = new("test");
    private FeatureHost host = null!;
    private ApplicationKey key = null!;

    [Fact]
    public async Task A_deputy_and_the_backup_who_were_asked_are_told_of_a_withdrawal()
    {
        await StartAsync();
        var owner = Charters.OfThree.Owner;
        await host.Get<ApprovalStore>()
            .AddDeputyAsync(
                key.Program,
                $"application-{key.Id}",
                new AskedDeputy(new Person("Dora", "dora@example.com"), owner, host.Clock.GetUtcNow().AddDays(90)),
                default
            );
        host.Clock.Advance(TimeSpan.FromDays(13));

        await WithdrawAsync();

        Assert.Equal([Charters.OfThree.BackupOwner.Email, "dora@example.com"], await ToldAsync());
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Nobody_who_has_decided_is_told_of_a_withdrawal()
    {
        await StartAsync();
        await DecidedAsync($"application-{key.Id}", ApplicationDecision.Approve);

        await WithdrawAsync();

        Assert.Empty(await ToldAsync());
        await host.DisposeAsync();
    }

    private async Task StartAsync()
    {
        host = await FeatureHost.StartAsync(azurite.TakeAccount());
        await host.Get<ProgramStore>()
            .PutCharterAsync(FeatureHost.Slug, Charters.OfThree, host.Clock.GetUtcNow(), default);
        var (_, stored) = await host.Get<ApplicationAddresses>()
            .SubmitAsync(FeatureHost.Slug, "pat@agency.test", _ => true, Application, default);
        key = ApplicationKey.Of(stored!);
        var request = await host.Get<ApplicationApprovals>().RequestAsync(stored!, default);
        await host.Get<IApprovals>().PrepareAsync(request, host.Clock.GetUtcNow(), default);
    }

    private PartnerApplication Application(ApplicationId id) =>
        new()
        {
            Id = id,
            Program = FeatureHost.Slug,
            Applicant = new ApplicantProfile(
                "Pat",
                "pat@agency.test",
                "Partner Agency",
                "https://agency.test",
                "US",
                "Reviews",
                null,
                new Dictionary<string, System.Text.Json.JsonElement>(),
                null
            ),
            Status = ApplicationStatus.PendingApproval,
            Terms = new PartnerTerms("1", null),
            SubmittedAt = host.Clock.GetUtcNow(),
            VerifiedAt = host.Clock.GetUtcNow(),
            Timeline = [],
        };

    private async Task<ApprovalOutcome> DecidedAsync(string id, string decision)
    {
        var decided = new ApprovalDecision(decision, Owner, null, null, host.Clock.GetUtcNow());
        return (await host.Get<ApprovalStore>().DecideAsync(key.Program, id, decided, default)).Outcome!;
    }

    private async Task WithdrawAsync()
    {
        var link = host.Get<ApplicantLinks>().ToWithdraw(await ApplicationAsync());
        var token = new Uri(link).Segments[^1];
        Assert.IsType<ApplicantLinkResult.Done>(
            await host.Get<WithdrawalService>().WithdrawAsync(token, orchestrations.Object, default)
        );
    }

    private async Task<IEnumerable<string>> ToldAsync()
    {
        await ActivatorUtilities.CreateInstance<SendOutcome>(host.Services).RunAsync(key, default);
        return host
            .Emails.Sent.Where(mail => mail.Subject.StartsWith("Withdrawn:", StringComparison.Ordinal))
            .Select(mail => mail.To)
            .Order(StringComparer.Ordinal);
    }

    private async Task<PartnerApplication> ApplicationAsync() =>
        await host.Get<ApplicationStore>().RequireAsync(key, default);
}
