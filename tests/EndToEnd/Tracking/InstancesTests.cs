using Affiliate.Domain.Identity;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBooks;
using Microsoft.Extensions.DependencyInjection;
using Testing;
using Testing.Answers;

namespace EndToEnd.Tracking;

/// <summary>Several instances of the application over one storage.</summary>
public sealed class InstancesTests
{
    [Fact]
    public async Task What_was_accepted_can_be_read_at_once_from_any_instance()
    {
        using var rules = new HeldRuleBooks();
        await using var app = new App(await RunningApp.StartAsync(typeof(IPrograms).Assembly, configure: rules.Hold));
        var slug = await app.BeginPilotAsync();
        var code = (await app.Pilot.AddPartnersAsync(slug, 1))[0].Code;
        await app.Running.WhenIdleAsync();
        rules.Close();
        await app.PostAsync(
            $"/api/programs/{slug}/track/sale",
            $$"""{"event_id": "s1", "invoice_id": "i1", "customer": {"external_id": "c1"}, "amount": 1000, "currency": "USD", "code": "{{code}}"}"""
        );

        await using (var other = await AppProcess.StartAsync(app.Running.Storage))
        {
            foreach (var instance in new AppClient[] { app.Running, other })
            {
                // The time of receipt is a required member of what is read.
                var program = new ProgramReader(instance, slug);
                var found = await program.EventAsync("s1");
                Assert.Equal(("s1", "sale", "accepted"), (found.EventId, found.Type, found.Status));
                Assert.Equal("s1", Assert.Single(await program.EventsAsync("status=accepted")).EventId);
            }

            await other.KillAsync();
        }

        rules.Open();
        await app.Running.WhenIdleAsync();
        Assert.Equal("applied", (await app.Program(slug).EventAsync("s1")).Status);
        Assert.Empty(await app.Program(slug).EventsAsync("status=accepted"));
    }

    [Fact]
    public async Task The_same_click_again_is_answered_as_the_first_time_and_counts_for_no_burst()
    {
        await using var app = await App.StartAsync(
            new Dictionary<string, string?> { ["Tracking__MostFromNetwork"] = "2" }
        );
        var slug = await app.BeginPilotAsync();
        var code = (await app.Pilot.AddPartnersAsync(slug, 1))[0].Code;
        var ids = new List<string?>();
        for (var time = 0; time < 3; time++)
        {
            ids.Add(await ClickAsync(app.Running, slug, "c1", code));
            await app.Running.AdvanceAsync(TimeSpan.FromMinutes(1));
        }

        await using (var other = await AppProcess.StartAsync(app.Running.Storage))
        {
            ids.Add(await ClickAsync(other, slug, "c1", code));
            await other.KillAsync();
        }

        Assert.DoesNotContain(null, ids);
        Assert.Single(ids.Distinct());
        var second = await ClickAsync(app.Running, slug, "c2", code);
        await app.PostAsync(
            $"/api/programs/{slug}/track/sale",
            $$"""{"event_id": "s1", "invoice_id": "i1", "customer": {"external_id": "cus_1"}, "amount": 1000, "currency": "USD", "click_id": "{{second}}"}"""
        );
        await app.Running.WhenIdleAsync();
        Assert.Equal("applied", (await app.Program(slug).EventAsync("s1")).Status);
    }

    private static async Task<string?> ClickAsync(AppClient app, string slug, string id, string code)
    {
        using var content = App.Json($$"""{"event_id": "{{id}}", "code": "{{code}}", "ip": "203.0.113.7"}""");
        using var answer = await app.Http.PostAsync(
            new Uri($"/api/programs/{slug}/track/click", UriKind.Relative),
            content
        );
        return (await App.ReadAsync<EventResultJson>(answer)).ClickId;
    }

    /// <summary>Rule books that no event gets past while they are closed.</summary>
    private sealed class HeldRuleBooks : IDisposable
    {
        private readonly ManualResetEventSlim _open = new(true);

        public void Close() => _open.Reset();

        public void Open() => _open.Set();

        public void Dispose() => _open.Dispose();

        public void Hold(IServiceCollection services)
        {
            var own = services.Last(service => service.ServiceType == typeof(IRuleBooks));
            services.AddSingleton<IRuleBooks>(provider => new Gate(
                this,
                (IRuleBooks)(
                    own.ImplementationFactory?.Invoke(provider)
                    ?? ActivatorUtilities.CreateInstance(provider, own.ImplementationType!)
                )
            ));
        }

        private sealed class Gate(HeldRuleBooks held, IRuleBooks own) : IRuleBooks
        {
            public async Task<RuleBookTimeline> TimelineAsync(ProgramSlug program, CancellationToken cancellationToken)
            {
                await Task.Run(() => held._open.Wait(cancellationToken), cancellationToken);
                return await own.TimelineAsync(program, cancellationToken);
            }

            public Task<bool> IsAnySubmittedAsync(ProgramSlug program, CancellationToken cancellationToken) =>
                own.IsAnySubmittedAsync(program, cancellationToken);
        }
    }
}
