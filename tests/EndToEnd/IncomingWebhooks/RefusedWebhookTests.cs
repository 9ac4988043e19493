using System.Net;
using Testing.Answers;

namespace EndToEnd.IncomingWebhooks;

/// <summary>Requests that no provider signed, and bodies beyond the limits.</summary>
public sealed class RefusedWebhookTests
{
    private static readonly string[] Providers = ["stripe", "paddle", "shopify", "hubspot", "standard"];

    [Fact]
    public async Task Webhooks_that_are_not_genuine_or_not_for_us_are_refused()
    {
        await using var program = await WebhookProgram.StartAsync();
        var body = WebhookProgram.StripeEvent(
            "invoice.paid",
            """{"id": "in_1", "customer": "cus_1", "amount_paid": 10000, "currency": "usd"}""",
            1_793_872_000
        );
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await program.SendAsync("stripe", body, secret: "of another program")).Status
        );
        Assert.Equal(
            HttpStatusCode.Accepted,
            (await program.SendAsync("stripe", body, secret: ProviderWebhookSender.SecretOf("other"))).Status
        );

        await program.App.BeginPilotAsync("bare");
        var bare = await new ProviderWebhookSender(program.App, "bare").SendAsync("stripe", body);
        Assert.Equal(HttpStatusCode.Unauthorized, bare.Status);
        Assert.Contains("WebhookSecrets__bare__stripe", bare.Body.As<ProblemJson>().Detail);

        var (status, problem) = await program.App.PostRefusedAsync($"/webhooks/{WebhookProgram.Slug}/nobody", "{}");
        Assert.Equal(HttpStatusCode.NotFound, status);
        foreach (var provider in Providers)
        {
            Assert.Contains(provider, problem.Detail);
            Assert.Equal(
                HttpStatusCode.Unauthorized,
                (await program.SendAsync(provider, "{}", "topic", ProviderWebhookSender.SecretOf("wrong"))).Status
            );
            Assert.Equal(
                HttpStatusCode.Unauthorized,
                (await program.App.TryPostAsync($"/webhooks/{WebhookProgram.Slug}/{provider}", "{}")).Status
            );
        }
    }

    [Fact]
    public async Task A_body_that_is_too_deep_or_too_large_is_refused()
    {
        await using var program = await WebhookProgram.StartAsync();
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await program.SendAsync("stripe", new string('[', 100) + new string(']', 100))).Status
        );
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge,
            (await program.SendAsync("stripe", $"\"{new string('x', 1024 * 1024)}\"")).Status
        );
    }
}
