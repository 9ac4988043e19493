using System.Net;
using EndToEnd.IncomingWebhooks;

namespace EndToEnd.Tracking;

/// <summary>Webhooks that are signed, and whose bodies say nothing.</summary>
[Collection(nameof(SharedProgram))]
public sealed class StrangeWebhookTests(SharedProgram program)
{
    private static readonly string[] Providers = ["stripe", "paddle", "shopify", "hubspot", "standard"];

    private readonly ProviderWebhookSender _sender = new(program.App, SharedProgram.Slug);

    [Theory]
    [InlineData("no JSON", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("null", HttpStatusCode.Accepted)]
    [InlineData("[[1]]", HttpStatusCode.Accepted)]
    public async Task A_genuine_body_that_is_strange_is_told_so_or_ignored(string body, HttpStatusCode expected)
    {
        foreach (var provider in Providers)
        {
            Assert.Equal(expected, (await _sender.SendAsync(provider, body, "topic")).Status);
        }
    }
}
