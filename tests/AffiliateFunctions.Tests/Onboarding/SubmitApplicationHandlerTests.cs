using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding.Applications;
using Microsoft.DurableTask.Client;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.Onboarding;

public sealed class SubmitApplicationHandlerTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly ApplicationBody Body = new(
        "Partner contact",
        "partner@example.com",
        "Example Media",
        "https://www.example.com",
        "US",
        "Reviews",
        TermsAccepted: true,
        TermsVersion: "2026-11"
    );

    private readonly Mock<DurableTaskClient> orchestrations = new("test");

    [Fact]
    public async Task The_same_address_gets_the_same_answer_and_one_application()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());

        var first = await SubmitAsync(host, Body);
        var again = await Task.WhenAll(
            Enumerable
                .Range(0, 5)
                .Select(_ => SubmitAsync(host, Body with { Email = "PARTNER@example.com", Name = "Somebody else" }))
        );

        Assert.All(again, id => Assert.Equal(first, id));
        Assert.Equal("Partner contact", Assert.Single(await ListAsync(host)).Applicant.Name);
    }

    [Fact]
    public async Task Many_at_once_of_one_address_make_one_application()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());

        var ids = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => SubmitAsync(host, Body)));

        Assert.Single(ids.Distinct());
        Assert.Single(await ListAsync(host));
    }

    [Fact]
    public async Task Who_was_rejected_may_apply_again()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var first = await SubmitAsync(host, Body);
        await host.Get<ApplicationStore>()
            .ChangeAsync(FeatureHost.Slug, first, a => a with { Status = ApplicationStatus.Rejected }, default);

        var second = await SubmitAsync(host, Body);

        Assert.NotEqual(first, second);
        Assert.Equal(second, await SubmitAsync(host, Body));
        Assert.Equal(2, (await ListAsync(host)).Count);
    }

    [Fact]
    public async Task Confirming_is_done_once_by_post_and_never_by_looking()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var id = await SubmitAsync(host, Body);
        var token = await TokenAsync(host, id);
        var desk = host.Get<ConfirmationService>();

        Assert.IsType<ConfirmationAnswer.Open>(await desk.OpenAsync(token, default));
        Assert.IsType<ConfirmationAnswer.Open>(await desk.OpenAsync(token, default));
        Assert.Equal(
            ApplicationStatus.Unverified,
            (await host.Get<ApplicationStore>().FindAsync(FeatureHost.Slug, id, default))!.Status
        );
        Assert.IsType<ConfirmationAnswer.Done>(
            await desk.ConfirmAsync(token, orchestrations.Object, caller: null, default)
        );
        Assert.IsType<ConfirmationAnswer.AlreadyDone>(
            await desk.ConfirmAsync(token, orchestrations.Object, caller: null, default)
        );
        Assert.IsType<ConfirmationAnswer.Invalid>(
            await desk.ConfirmAsync("x" + token, orchestrations.Object, caller: null, default)
        );
    }

    [Fact]
    public async Task A_repeated_confirmation_signals_again_until_the_process_has_taken_it()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var id = await SubmitAsync(host, Body);
        var token = await TokenAsync(host, id);
        var desk = host.Get<ConfirmationService>();
        orchestrations
            .Setup(o =>
                o.RaiseEventAsync(
                    It.IsAny<string>(),
                    It.IsAny<string>(),
                    It.IsAny<object?>(),
                    It.IsAny<CancellationToken>()
                )
            )
            .ThrowsAsync(new IOException("The connection broke."));
        await Assert.ThrowsAsync<IOException>(() =>
            desk.ConfirmAsync(token, orchestrations.Object, caller: null, default)
        );
        orchestrations.Reset();

        Assert.IsType<ConfirmationAnswer.AlreadyDone>(
            await desk.ConfirmAsync(token, orchestrations.Object, caller: null, default)
        );
        await host.Get<ApplicationStore>()
            .ChangeAsync(
                FeatureHost.Slug,
                id,
                application => application with { Signal = ApplicationSignal.None },
                default
            );
        Assert.IsType<ConfirmationAnswer.AlreadyDone>(
            await desk.ConfirmAsync(token, orchestrations.Object, caller: null, default)
        );

        orchestrations.Verify(
            o => o.RaiseEventAsync(It.IsAny<string>(), "confirmed", It.IsAny<object?>(), It.IsAny<CancellationToken>()),
            Times.Once
        );
    }

    [Fact]
    public async Task A_mailbox_is_written_to_a_few_times_a_day_whatever_its_labels()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var (desk, program) = (host.Get<SubmitApplicationHandler>(), await host.ProgramAsync());
        var refused = 0;
        for (var number = 0; number < 12; number++)
        {
            var body = Body with { Email = $"victim+{number}@example.com" };
            refused += (await desk.SubmitAsync(program, body, orchestrations.Object, default)).Problem
                is { Kind: ProblemKind.TooManyRequests }
                ? 1
                : 0;
        }

        // All of its addresses have one application.
        Assert.Equal((7, 1), (refused, (await ListAsync(host)).Count));
    }

    [Fact]
    public async Task A_confirmation_that_comes_too_late_is_expired()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var token = await TokenAsync(host, await SubmitAsync(host, Body));

        host.Clock.Advance(TimeSpan.FromDays(15));

        Assert.IsType<ConfirmationAnswer.Expired>(
            await host.Get<ConfirmationService>().ConfirmAsync(token, orchestrations.Object, caller: null, default)
        );
    }

    private static async Task<string> TokenAsync(FeatureHost host, ApplicationId id)
    {
        var application = await host.Get<ApplicationStore>().FindAsync(FeatureHost.Slug, id, default);
        return new Uri(
            host.Get<ApplicantLinks>().ToConfirm(application!, application!.SubmittedAt.AddDays(14))
        ).Segments[^1];
    }

    private async Task<ApplicationId> SubmitAsync(FeatureHost host, ApplicationBody body)
    {
        var submitted = await host.Get<SubmitApplicationHandler>()
            .SubmitAsync(await host.ProgramAsync(), body, orchestrations.Object, default);
        Assert.True(submitted.Succeeded, submitted.Problem?.Detail);
        return submitted.Value;
    }

    private static async Task<List<PartnerApplication>> ListAsync(FeatureHost host) =>
        await host.Get<ApplicationStore>().ListAsync(FeatureHost.Slug, null, default).ToListAsync();
}
