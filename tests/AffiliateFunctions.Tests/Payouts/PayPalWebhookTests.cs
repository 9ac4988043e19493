using System.ComponentModel.DataAnnotations;
using System.Text;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Rails;
using AffiliateFunctions.Payouts.Rails.PayPal;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Tests.Orchestrations;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Testing;
using static AffiliateFunctions.Tests.Payouts.CycleHost;
using static AffiliateFunctions.Tests.Payouts.PayPalScene;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>PayPal's webhooks bring the next question forward, and change nothing themselves.</summary>
public sealed class PayPalWebhookTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private readonly string storage = azurite.TakeAccount();

    [Fact]
    public async Task A_genuine_webhook_causes_one_question_however_often_it_is_sent()
    {
        await using var scene = await StartAsync(storage);
        await scene.HandOverAsync();

        var first = await SendAsync(scene, "WH-1");
        var again = await SendAsync(scene, "WH-1");
        var other = await SendAsync(scene, "WH-2");

        Assert.Equal((202, """{"status":"accepted"}"""), first);
        Assert.Equal(first, again);
        Assert.Equal(first, other);
        Assert.Equal(PayoutStatus.Reserved, (await scene.PayoutAsync(AdaId)).Status);
        // The clock stands at noon. Each start has the same id, and the platform keeps the first of an id.
        var poll = Assert.Single(Polls(scene).Distinct());
        Assert.Equal($"poll-cycle-{Slug}-2026-12-202701011202", poll.InstanceId);

        await RailPollOrchestrator.RunAsync(
            new OrchestrationRun(scene.Host.Services, poll.InstanceId, poll)
            {
                RepeatsActivities = true,
                RunChild = (_, _) => Task.FromResult<object?>(null),
                WhileWaiting = () => Task.CompletedTask,
            }
        );
        Assert.Equal(PayoutStatus.Paid, (await scene.PayoutAsync(AdaId)).Status);
    }

    [Theory]
    [InlineData("forged", "https://api.paypal.com/v1/notifications/certs/CERT-1", 1)]
    [InlineData("", "https://api.paypal.com/v1/notifications/certs/CERT-1", 0)]
    [InlineData("genuine", "https://paypal.com.example.org/cert", 0)]
    [InlineData("genuine", "http://api.paypal.com/cert", 0)]
    public async Task A_webhook_that_PayPal_does_not_confirm_changes_nothing(string signature, string cert, int asked)
    {
        await using var scene = await StartAsync(storage);
        await scene.HandOverAsync();

        var (status, _) = await SendAsync(scene, "WH-1", signature, cert);

        Assert.Equal((401, asked), (status, scene.PayPal.Verified));
        Assert.Empty(Polls(scene));
    }

    [Fact]
    public async Task A_webhook_is_refused_without_the_id_of_the_webhook_and_for_another_one()
    {
        await using (var without = await StartAsync(storage, ("Payouts:PayPal:WebhookId", string.Empty)))
        {
            await without.HandOverAsync();
            Assert.Equal(401, (await SendAsync(without, "WH-1")).Status);
        }

        await using var other = await StartAsync(storage, ("Payouts:PayPal:WebhookId", "another"));
        await other.HandOverAsync();
        Assert.Equal(401, (await SendAsync(other, "WH-1")).Status);
    }

    [Theory]
    [InlineData("""{"id": "WH-1", "resource": {"sender_batch_id": "other-2026-12-1-1"}}""")]
    [InlineData("""{"id": "WH-1", "resource": {"sender_batch_id": "demo-2026-12-2-1"}}""")]
    [InlineData("""{"id": "WH-1", "resource": {"sender_batch_id": "batch of another app"}}""")]
    [InlineData("""{"id": "WH-1", "resource": {"sender_batch_id": 5}}""")]
    [InlineData("""{"resource": []}""")]
    public async Task A_webhook_about_something_else_is_ignored(string body)
    {
        await using var scene = await StartAsync(storage);
        await scene.HandOverAsync();

        Assert.Equal((202, """{"status":"ignored"}"""), await PostAsync(scene, body));
        Assert.Empty(Polls(scene));
    }

    [Fact]
    public async Task A_webhook_that_PayPal_cannot_be_asked_about_is_to_be_sent_again()
    {
        await using var scene = await StartAsync(storage);
        await scene.HandOverAsync();
        scene.PayPal.ReportFault = 500;

        Assert.Equal(503, (await SendAsync(scene, "WH-1")).Status);
        Assert.Empty(Polls(scene));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("no JSON")]
    [InlineData("")]
    public async Task A_body_that_is_no_object_is_invalid(string body)
    {
        await using var scene = await StartAsync(storage);

        Assert.Equal((400, 0), ((await PostAsync(scene, body)).Status, scene.PayPal.Verified));
    }

    [Fact]
    public async Task A_webhook_about_a_batch_names_it_in_its_header()
    {
        await using var scene = await StartAsync(storage);
        await scene.HandOverAsync();
        var batch = $$"""{"sender_batch_header": {"sender_batch_id": "{{Slug}}-2026-12-1-1"}""";
        var body = $$"""{"id": "WH-1", "resource": {"batch_header": {{batch}}} } }""";

        Assert.Equal((202, """{"status":"accepted"}"""), await PostAsync(scene, body));
    }

    [Theory]
    [InlineData("https://api-m.paypal.com", "id", "secret", null)]
    [InlineData("https://api-m.sandbox.paypal.com", "", "", null)]
    [InlineData("http://127.0.0.1:8080", "id", "secret", null)]
    [InlineData("http://api-m.paypal.com", "id", "secret", "BaseUrl")]
    [InlineData("https://api-m.paypal.com.example.org", "id", "secret", "BaseUrl")]
    [InlineData("https://api-m.paypal.com", "id", "", "ClientId")]
    [InlineData("https://api-m.paypal.com", "", "secret", "ClientId")]
    public void Credentials_are_sent_to_PayPal_only(string address, string id, string secret, string? fault)
    {
        var options = new PayPalOptions
        {
            BaseUrl = address,
            ClientId = id,
            ClientSecret = secret,
        };
        var faults = new List<ValidationResult>();

        Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true);

        Assert.Equal(fault is null ? [] : [fault], faults.Select(found => found.MemberNames.First()));
    }

    [Theory]
    [InlineData("acme-2026-11-1-1", "acme", 0)]
    [InlineData("a-2-2026-11-3-12", "a-2", 2)]
    [InlineData("acme-2026-13-1-1", null, 0)]
    [InlineData("acme-2026-11-1", null, 0)]
    [InlineData(null, null, 0)]
    public void The_id_of_a_batch_names_its_cycle(string? id, string? program, int attempt) =>
        Assert.Equal(
            program is null ? null : new CycleKey(ProgramSlug.Parse(program), Period.Parse("2026-11"), attempt),
            SenderBatchId.CycleOf(id)
        );

    private static IEnumerable<RailPoll> Polls(PayPalScene scene) =>
        scene
            .Orchestrations.Invocations.Where(call =>
                call.Method.Name == nameof(DurableTaskClient.ScheduleNewOrchestrationInstanceAsync)
            )
            .SelectMany(call => call.Arguments.OfType<RailPoll>());

    private static Task<(int Status, string Body)> SendAsync(
        PayPalScene scene,
        string id,
        string signature = "genuine",
        string cert = "https://api.paypal.com/v1/notifications/certs/CERT-1"
    ) =>
        PostAsync(
            scene,
            $$"""
            {
              "id": "{{id}}",
              "event_type": "PAYMENT.PAYOUTS-ITEM.SUCCEEDED",
              "resource": { "sender_batch_id": "{{Slug}}-2026-12-1-1" }
            }
            """,
            signature,
            cert
        );

    private static async Task<(int Status, string Body)> PostAsync(
        PayPalScene scene,
        string json,
        string signature = "genuine",
        string cert = "https://api.paypal.com/v1/notifications/certs/CERT-1"
    )
    {
        var http = new DefaultHttpContext { RequestServices = scene.Host.Services };
        http.Request.Method = "POST";
        http.Request.ContentType = "application/json";
        http.Request.Headers["PAYPAL-AUTH-ALGO"] = "SHA256withRSA";
        http.Request.Headers["PAYPAL-CERT-URL"] = cert;
        http.Request.Headers["PAYPAL-TRANSMISSION-ID"] = "69cd13f0-d67a-11e5-baa3-778b53f4ae55";
        http.Request.Headers["PAYPAL-TRANSMISSION-TIME"] = "2027-01-01T12:00:00Z";
        http.Request.Headers["PAYPAL-TRANSMISSION-SIG"] = signature;
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(json));
        using var body = new MemoryStream();
        http.Response.Body = body;
        var answer = await scene
            .Create<ReceivePayPalWebhook>()
            .RunAsync(http.Request, Slug.Value, scene.Orchestrations.Object, default);
        await answer.ExecuteAsync(http);
        return (http.Response.StatusCode, Encoding.UTF8.GetString(body.ToArray()));
    }
}
