using System.Net;
using Testing.Answers;

namespace EndToEnd.IncomingWebhooks;

/// <summary>What HubSpot sends of deals.</summary>
public sealed class HubSpotWebhookTests
{
    [Fact]
    public async Task HubSpots_won_deal_pays_the_partner_who_registered_it()
    {
        await using var program = await WebhookProgram.StartAsync();
        await program.App.PostAsync(
            $"/api/programs/{WebhookProgram.Slug}/deals",
            $$"""
            {"event_id": "hubspot:123", "partner": "{{program.PartnerId}}", "company": "Customer Inc", "domain": "customer.example.net", "contact": "buyer@customer.example.net"}
            """
        );
        var at = (await program.App.Running.NowAsync()).ToUnixTimeMilliseconds();
        var (status, answer) = await program.SendAsync(
            "hubspot",
            $"[{Notification("contractsent", 0)}, {Notification("4711", 1)}]"
        );
        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(["accepted", "ignored"], answer.As<WebhookResultsJson>().Results.Select(result => result.Status));
        Assert.Equal("applied", await program.StatusAsync($"hubspot:9:123:dealstage:{at}"));

        await program.SendTwiceAsync(
            "hubspot",
            """{"portalId": 9, "objectId": 123, "properties": {"dealstage": "closedwon", "amount": "1000.00", "deal_currency_code": "USD"} }"""
        );
        Assert.Equal(20_000, await program.PendingAsync());
        await program.VerifyAsync();

        string Notification(string stage, int after) =>
            $$"""
                {"portalId": 9, "objectId": 123, "eventId": 1, "occurredAt": {{at
                    + after}}, "subscriptionType": "deal.propertyChange", "propertyName": "dealstage", "propertyValue": "{{stage}}"}
                """;
    }

    [Fact]
    public async Task One_bad_notification_refuses_none_of_the_others()
    {
        await using var program = await WebhookProgram.StartAsync();
        var at = await program.App.Running.NowAsync();
        var (status, answer) = await program.SendAsync(
            "hubspot",
            $"[{Notification(at.AddYears(1))}, {Notification(at)}]"
        );
        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(["rejected", "accepted"], answer.As<WebhookResultsJson>().Results.Select(result => result.Status));
        Assert.Contains("/0/occurred_at", answer.As<WebhookResultsJson>().Results[0].Errors!);
        Assert.Equal(
            "rejected",
            await program.StatusAsync($"hubspot:9:123:dealstage:{at.AddYears(1).ToUnixTimeMilliseconds()}")
        );
        Assert.NotNull(await program.StatusAsync($"hubspot:9:123:dealstage:{at.ToUnixTimeMilliseconds()}"));

        static string Notification(DateTimeOffset occurred) =>
            $$"""
                {"portalId": 9, "objectId": 123, "occurredAt": {{occurred.ToUnixTimeMilliseconds()}}, "subscriptionType": "deal.propertyChange", "propertyName": "dealstage", "propertyValue": "contractsent"}
                """;
    }
}
