using System.Text;
using System.Text.Json;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBookApproval;
using AffiliateFunctions.RuleBooks;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Testing;
using Testing.Answers;

namespace AffiliateFunctions.Tests.RuleBooks;

public sealed class SubmitRuleBookTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly Person Owner = new("Program owner", "owner@example.com");

    [Fact]
    public async Task A_rule_book_that_was_stored_before_the_programs_currency_changed_cannot_be_submitted()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount(), ProgramStage.Draft);
        var charter = Charters.Of(Owner, Owner with { Email = "backup@example.com" }, Owner);
        await host.Get<ProgramStore>().PutCharterAsync(FeatureHost.Slug, charter, host.Clock.GetUtcNow(), default);
        var ruleBooks = new RuleBookStore(host.Get<StorageTables>());
        await ruleBooks.AddAsync(FeatureHost.Slug, "eur", Document("EUR"), host.Clock.GetUtcNow(), default);
        await ruleBooks.AddAsync(FeatureHost.Slug, "usd", Document("USD"), host.Clock.GetUtcNow(), default);
        var submit = new SubmitRuleBook(host.Get<IPrograms>(), ruleBooks, host.Get<IAuditLog>(), host.Clock);

        var (status, body) = await SendAsync(submit, "1");

        Assert.Equal(StatusCodes.Status409Conflict, status);
        Assert.Equal("/currency", Assert.Single(body.As<ProblemJson>().Pointers));
        Assert.False(await ruleBooks.IsAnySubmittedAsync(FeatureHost.Slug, default));
        Assert.Equal(StatusCodes.Status202Accepted, (await SendAsync(submit, "2")).Status);
        Assert.True(await ruleBooks.IsAnySubmittedAsync(FeatureHost.Slug, default));
    }

    private static string Document(string currency) =>
        $$$"""{"commissions":[{"id":"share","on":"sale","pay":{"percent":"20"}}],"currency":"{{{currency}}}","name":"Rules","schema":"affiliate-rules/1"}""";

    private static async Task<(int Status, JsonElement Body)> SendAsync(SubmitRuleBook submit, string version)
    {
        var http = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
        };
        http.Request.ContentType = "application/json";
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes("""{"effective_from": "2026-12-01"}"""));
        using var answer = new MemoryStream();
        http.Response.Body = answer;
        var orchestrations = new Mock<DurableTaskClient>("test");
        await (await submit.RunAsync(http.Request, "demo", version, orchestrations.Object, default)).ExecuteAsync(http);
        return (http.Response.StatusCode, JsonElement.Parse(answer.ToArray()));
    }
}
