using System.Net;
using System.Text.Json;
using LocalHost.Azurite;
using Testing;
using Testing.Answers;

namespace EndToEnd.BadInput;

public sealed class StorageGoneTests
{
    [Fact]
    public async Task Without_storage_callers_are_told_to_come_again_and_nobody_is_healthy()
    {
        await AzuriteInstall.EnsureAsync(Console.Error.WriteLine, CancellationToken.None);
        var storage = await AzuriteServer.StartAsync(new() { Accounts = ["gone"] }, CancellationToken.None);
        await using var app = await AppProcess.StartAsync(storage.ConnectionString("gone"));
        await storage.DisposeAsync();

        var answers = await Task.WhenAll(
            AnswerAsync(app.Http, HttpMethod.Get, "/api/programs/demo"),
            AnswerAsync(app.Http, HttpMethod.Get, "/api/programs/demo/events/e1"),
            AnswerAsync(app.Http, HttpMethod.Post, "/api/programs/demo/track/sale"),
            AnswerAsync(app.Http, HttpMethod.Post, "/api/programs/demo/track/batch")
        );
        Assert.All(answers, answer => Assert.Equal(503, answer.As<ProblemJson>().Status));
        Assert.Equal(
            "unreachable",
            (await AnswerAsync(app.Anonymous, HttpMethod.Get, "/api/health")).GetProperty("storage").GetString()
        );
    }

    private static async Task<JsonElement> AnswerAsync(HttpClient caller, HttpMethod method, string address)
    {
        using var request = new HttpRequestMessage(method, address)
        {
            Content = method == HttpMethod.Post ? App.Json("{}") : null,
        };
        using var answer = await caller.SendAsync(request);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }
}
