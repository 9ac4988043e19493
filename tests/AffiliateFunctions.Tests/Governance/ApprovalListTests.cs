using System.Text.Json;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Governance.Components;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Testing;

namespace AffiliateFunctions.Tests.Governance;

/// <summary>The list of what people are asked, of all features.</summary>
public sealed class ApprovalListTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Theory]
    [InlineData("", "adjustment-1 component-1 cycle-1 held-1 held-2 review-1")]
    [InlineData("kind=held_commissions", "held-1 held-2")]
    [InlineData("kind=held_commissions&status=open", "held-2")]
    [InlineData("kind=cycle", "cycle-1")]
    [InlineData("status=open", "component-1 cycle-1 held-2 review-1")]
    [InlineData("status=decided", "adjustment-1 held-1")]
    [InlineData("kind=component_review&status=expired", "")]
    public async Task Requests_with_links_of_their_own_are_listed_among_the_approvals(string query, string ids)
    {
        await using var host = await StartAsync();

        foreach (var limit in new[] { 1, 2, 100 })
        {
            Assert.Equal(ids, string.Join(' ', await IdsAsync(host, query, limit)));
        }
    }

    [Fact]
    public async Task A_component_whose_owner_was_asked_is_listed_until_its_review_is_recorded()
    {
        await using var host = await StartAsync();
        var programs = host.Get<ProgramStore>();
        var component = new OperatingComponent(
            ComponentName.PayoutPolicy,
            "Who is paid",
            [],
            ResponsiblePerson.Of(Charters.OfThree.Finance),
            ReviewEveryDays: 30,
            host.Clock.GetUtcNow(),
            LastReview: null
        );
        var due = component.DueAt;
        var asked = component with { RemindedOf = due, Reminder = ComponentReminder.Escalated };

        foreach (var (stored, count) in new[] { (component, 0), (asked, 1) })
        {
            await programs.ChangeComponentAsync(FeatureHost.Slug, component.Name, _ => stored, default);
            var listed = await new ComponentReviewRequests(programs)
                .ListAsync(await host.ProgramAsync(), onlyOpen: true, default)
                .ToListAsync();
            Assert.Equal(count, listed.Count);
        }

        var request = Assert.Single(
            await new ComponentReviewRequests(programs)
                .ListAsync(await host.ProgramAsync(), onlyOpen: false, default)
                .ToListAsync()
        );
        Assert.Equal("component-payout_policy-2026-12-01", request.Id);
        Assert.Equal(
            [("finance@example.com", due.AddDays(-7)), ("owner@example.com", due.AddDays(7))],
            request.Asked.Select(person => (person.Person.Email, person.At))
        );
    }

    private static async Task<List<string>> IdsAsync(FeatureHost host, string query, int limit)
    {
        var (ids, cursor) = (new List<string>(), string.Empty);
        do
        {
            var context = new DefaultHttpContext { RequestServices = host.Services };
            context.Request.QueryString = new QueryString($"?limit={limit}&{query}{cursor}");
            using var body = new MemoryStream();
            context.Response.Body = body;
            var get = new GetApprovals(
                host.Get<IPrograms>(),
                host.Get<ApprovalStore>(),
                [new Others(host.Clock.GetUtcNow())],
                host.Clock
            );
            await (await get.RunAsync(context.Request, FeatureHost.Slug.Value, default)).ExecuteAsync(context);
            Assert.Equal(StatusCodes.Status200OK, context.Response.StatusCode);
            var page = JsonElement.Parse(body.ToArray());
            ids.AddRange(page.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            cursor = page.GetProperty("next_cursor").GetString() is { } next ? $"&cursor={next}" : string.Empty;
        } while (cursor.Length > 0);

        return ids;
    }

    private async Task<FeatureHost> StartAsync()
    {
        var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        await host.Get<ProgramStore>()
            .PutCharterAsync(FeatureHost.Slug, Charters.OfThree, host.Clock.GetUtcNow(), default);
        foreach (var kind in new[] { ApprovalKinds.Review, ApprovalKinds.Adjustment, ApprovalKinds.Cycle })
        {
            await host.Get<ApprovalStore>().OpenAsync(Request(kind), host.Clock.GetUtcNow(), default);
        }

        var decision = new ApprovalDecision("approve", "owner@example.com", null, null, host.Clock.GetUtcNow());
        await host.Get<ApprovalStore>().DecideAsync(FeatureHost.Slug, "adjustment-1", decision, default);
        return host;
    }

    private static ApprovalRequest Request(string kind) =>
        new()
        {
            Id = $"{kind}-1",
            Program = FeatureHost.Slug,
            Kind = kind,
            Subject = "Approve",
            Facts = [],
            Options = [new ApprovalOption("approve", "Approve")],
            Owner = Charters.OfThree.Owner,
            Backup = Charters.OfThree.BackupOwner,
            RemindAfter = TimeSpan.FromDays(1),
            EscalateAfter = TimeSpan.FromDays(3),
            ExpireAfter = TimeSpan.FromDays(14),
            DecisionOnExpiry = "expired",
        };

    private sealed class Others(DateTimeOffset now) : IDecisionRequests
    {
        public async IAsyncEnumerable<DecisionRequest> ListAsync(
            AffiliateProgram program,
            bool onlyOpen,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            await Task.CompletedTask;
            var outcome = new DecisionRequestOutcome("release", "owner@example.com", "Checked", now);
            foreach (var (id, kind) in new[] { ("held-2", "held_commissions"), ("component-1", "component_review") })
            {
                yield return new DecisionRequest(id, kind, "?", [(Charters.OfThree.Owner, now)], null, null);
            }

            if (!onlyOpen)
            {
                yield return new DecisionRequest(
                    "held-1",
                    "held_commissions",
                    "?",
                    [(Charters.OfThree.Owner, now)],
                    null,
                    outcome
                );
            }
        }
    }
}
