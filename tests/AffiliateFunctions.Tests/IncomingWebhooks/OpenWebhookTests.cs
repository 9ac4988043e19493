using System.Text;
using System.Text.Json;
using AffiliateFunctions.IncomingWebhooks;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tests.Tracking;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Testing;
using Testing.Answers;

namespace AffiliateFunctions.Tests.IncomingWebhooks;

/// <summary>What somebody without a secret sees of the webhooks.</summary>
public sealed class OpenWebhookTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Rules = """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"} }] """;

    [Fact]
    public async Task The_answer_does_not_say_whether_a_secret_is_set()
    {
        await using var with = await StartAsync(
            new Dictionary<string, string?> { [$"WebhookSecrets:{LedgerHost.Slug}:stripe"] = "whsec_1" }
        );
        await using var without = await StartAsync(new Dictionary<string, string?>());

        var (status, detail) = await SendAsync(with);

        Assert.Equal(StatusCodes.Status401Unauthorized, status);
        Assert.Equal((status, detail), await SendAsync(without));
    }

    private Task<TrackingHost> StartAsync(Dictionary<string, string?> settings) =>
        TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 1, settings: settings);

    private static async Task<(int Status, string? Detail)> SendAsync(TrackingHost host)
    {
        var http = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
        };
        http.Request.Method = HttpMethods.Post;
        http.Request.Headers["X-Forwarded-For"] = "203.0.113.7";
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes("{}"));
        using var answer = new MemoryStream();
        http.Response.Body = answer;
        var function = host.Function<ReceiveWebhook>();
        await (await function.RunAsync(http.Request, LedgerHost.Slug.Value, "stripe", default)).ExecuteAsync(http);
        return (http.Response.StatusCode, JsonElement.Parse(answer.ToArray()).As<ProblemJson>().Detail);
    }
}
