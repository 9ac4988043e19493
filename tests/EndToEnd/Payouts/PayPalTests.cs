using System.Net;
using System.Text.Json;
using Testing;

namespace EndToEnd.Payouts;

/// <summary>Payouts through PayPal's API, from the approval to the statement.</summary>
public sealed class PayPalTests
{
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}], "hold_days": 0,
        "payout": {"minimum": 100, "methods": ["ach", "paypal"], "require": ["payout_details"]}
        """;

    [Fact]
    public async Task An_approved_month_is_paid_by_PayPal_and_settled_by_its_webhook_and_its_report()
    {
        await using var paypal = await LocalPayPal.StartAsync();
        await using var app = await App.StartInMemoryAsync(SettingsOf(paypal));
        await app.AdvanceToNextMonthAsync();
        var slug = await app.BeginPilotAsync(rules: Rules);
        var month = new ProgramMonth(app, slug);
        var (quick, slow) = (
            await month.PartnerAsync("Quick Agency", withDetails: false),
            await month.PartnerAsync("Slow Agency", withDetails: false)
        );
        foreach (var (partner, email) in new[] { (quick, "quick@example.org"), (slow, "slow@example.org") })
        {
            await month.ChangeAsync(
                partner,
                $$$"""{"payout": {"method": "paypal", "details": {"email": "{{{email}}}"} } }"""
            );
            await month.SellAsync(partner, email[..4], 10_000);
        }

        paypal.Statuses["slow@example.org"] = ("UNCLAIMED", "RECEIVER_UNREGISTERED");
        var period = await month.CloseAsync();
        await app.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");

        var batch = Assert.Single(paypal.Batches);
        Assert.Equal($"{slug}-{period}-1-1", batch.SenderId);
        Assert.Equal(
            ["quick@example.org 20.00 USD", "slow@example.org 20.00 USD"],
            batch.Payments.Order(StringComparer.Ordinal)
        );
        var paying = await app.GetAsync($"/api/programs/{slug}/cycles/{period}");
        Assert.Equal("paying", paying.GetProperty("status").GetString());
        var file = Assert.Single(paying.GetProperty("files").EnumerateArray());
        Assert.Equal(("paypal", batch.Id, "sent"), (Text(file, "rail"), Text(file, "batch_id"), Text(file, "state")));
        var mail = await app.Outbox.LastAsync(App.Finance, $"Payments of {period}");
        Assert.Contains($"batch {batch.Id}", mail.Text, StringComparison.Ordinal);
        Assert.Equal(2_000, (await app.Program(slug).BalanceAsync(quick.Id)).Paid);
        Assert.Equal(2_000, (await app.Program(slug).BalanceAsync(slow.Id)).InPayout);

        // The recipient claims the payment two weeks later, and PayPal tells it.
        await app.Running.SkipToAsync((await app.Running.NowAsync()).AddDays(14));
        paypal.Statuses.Remove("slow@example.org");
        Assert.Equal(HttpStatusCode.Unauthorized, await TellAsync(app, slug, batch, "forged"));
        Assert.Equal(HttpStatusCode.Accepted, await TellAsync(app, slug, batch, "genuine"));
        await app.Running.SkipToAsync((await app.Running.NowAsync()).AddMinutes(3));
        await app.Running.WhenIdleAsync();

        Assert.Equal(2_000, (await app.Program(slug).BalanceAsync(slow.Id)).Paid);
        var settled = await app.GetAsync($"/api/programs/{slug}/cycles/{period}");
        Assert.Equal("settled", settled.GetProperty("status").GetString());
        Assert.Single(await app.Outbox.ListAsync(slow.Email, "Your statement"));
        Assert.Equal(1, paypal.Sent);
        Assert.True((await app.Program(slug).VerifyLedgerAsync()).Ok);
    }

    [Fact]
    public async Task A_batch_that_PayPal_rejects_is_stopped_by_a_person_and_its_amounts_are_payable_again()
    {
        await using var paypal = await LocalPayPal.StartAsync();
        await using var app = await App.StartInMemoryAsync(SettingsOf(paypal));
        await app.AdvanceToNextMonthAsync();
        var slug = await app.BeginPilotAsync(rules: Rules);
        var month = new ProgramMonth(app, slug);
        var partner = await month.PartnerAsync("Unpaid Agency", withDetails: false);
        await month.ChangeAsync(
            partner,
            """{"payout": {"method": "paypal", "details": {"email": "unpaid@example.org"} } }"""
        );
        await month.SellAsync(partner, "sale", 10_000);
        paypal.Fault = PayPalFault.NoFunds;
        var period = await month.CloseAsync();
        await app.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");

        var cycle = $"/api/programs/{slug}/cycles/{period}";
        var file = Assert.Single((await app.GetAsync(cycle)).GetProperty("files").EnumerateArray());
        Assert.Equal("unsent", Text(file, "state"));
        await app.PostAsync(
            $"{cycle}/files/{Text(file, "name")}/stop",
            """{"stopped_by": "fay@example.com", "reason": "The account is not funded."}"""
        );
        await app.Running.WhenIdleAsync();

        var balance = await app.Program(slug).BalanceAsync(partner.Id);
        Assert.Equal((2_000, 0, 0), (balance.Payable, balance.InPayout, balance.Paid));
        Assert.Empty(paypal.Batches);
        var record = Assert.Single(
            await app.Program(slug).AuditAsync("limit=1000"),
            r => r.Action == "payouts_stopped"
        );
        Assert.Contains("The account is not funded.", record.Reason);
        await app.Running.SkipToAsync((await app.Running.NowAsync()).AddDays(1));
        Assert.Equal("settled", (await app.GetAsync(cycle)).GetProperty("status").GetString());
        Assert.True((await app.Program(slug).VerifyLedgerAsync()).Ok);
        Assert.True((await app.Program(slug).VerifyAuditAsync()).Ok);
    }

    private static Dictionary<string, string?> SettingsOf(LocalPayPal paypal) =>
        new()
        {
            ["Payouts__PayPal__ClientId"] = "client",
            ["Payouts__PayPal__ClientSecret"] = paypal.Secret,
            ["Payouts__PayPal__WebhookId"] = paypal.WebhookId,
            ["Payouts__PayPal__BaseUrl"] = paypal.Address,
        };

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static async Task<HttpStatusCode> TellAsync(App app, string slug, PayPalBatch batch, string signature)
    {
        using var content = App.Json(
            $$"""
            {
              "id": "WH-1",
              "event_type": "PAYMENT.PAYOUTS-ITEM.SUCCEEDED",
              "resource": { "sender_batch_id": "{{batch.SenderId}}" }
            }
            """
        );
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            new Uri($"/webhooks/{slug}/paypal/payouts", UriKind.Relative)
        )
        {
            Content = content,
        };
        request.Headers.Add("PAYPAL-AUTH-ALGO", "SHA256withRSA");
        request.Headers.Add("PAYPAL-CERT-URL", "https://api.paypal.com/v1/notifications/certs/CERT-1");
        request.Headers.Add("PAYPAL-TRANSMISSION-ID", "69cd13f0-d67a-11e5-baa3-778b53f4ae55");
        request.Headers.Add("PAYPAL-TRANSMISSION-TIME", "2027-01-01T12:00:00Z");
        request.Headers.Add("PAYPAL-TRANSMISSION-SIG", signature);
        using var answer = await app.Anonymous.SendAsync(request);
        return answer.StatusCode;
    }
}
