using System.Net;
using System.Text.Json.Nodes;
using EndToEnd.IncomingWebhooks;

namespace EndToEnd.Tracking;

/// <summary>
/// Objects as Stripe itself publishes them, where they are on the machine (shared/data/stripe beside the repository),
/// sent as its events.
/// </summary>
public sealed class StripeObjectTests
{
    private const string Slug = "hooks";

    private static readonly Dictionary<string, string[]> Events = new()
    {
        ["charge"] = ["charge.refunded"],
        ["checkout.session"] = ["checkout.session.completed", "checkout.session.async_payment_succeeded"],
        ["customer"] = ["customer.created"],
        ["dispute"] = ["charge.dispute.created", "charge.dispute.closed"],
        ["invoice"] = ["invoice.paid", "invoice.created"],
        ["payment_intent"] = ["payment_intent.succeeded"],
        ["promotion_code"] = ["promotion_code.created"],
        ["refund"] = ["refund.created"],
        ["subscription"] =
        [
            "customer.subscription.created",
            "customer.subscription.updated",
            "customer.subscription.deleted",
        ],
    };

    [SkippableFact]
    public async Task Every_object_is_taken_or_ignored_and_an_invoice_a_payment_and_a_charge_find_each_other()
    {
        var folder = Folder();
        await using var app = await App.StartAsync(ProviderWebhookSender.Secrets(Slug));
        var sender = new ProviderWebhookSender(app, await app.BeginPilotAsync(Slug));
        var partner = await app.SignUpAsync(Slug);
        await app.Running.AdvanceAsync(TimeSpan.FromMinutes(5));
        var number = 0;
        foreach (var (name, types) in Events)
        {
            foreach (var type in types)
            {
                await AcceptedAsync(type, Read(name));
            }
        }

        var (invoice, payment) = (Read("invoice"), "pi_of_the_invoice");
        (invoice["amount_paid"], invoice["metadata"]) = (1_000, new JsonObject { ["code"] = partner.Code });
        await AcceptedAsync("invoice.paid", invoice);
        await AcceptedAsync(
            "invoice_payment.paid",
            new JsonObject
            {
                ["object"] = "invoice_payment",
                ["invoice"] = invoice["id"]!.DeepClone(),
                ["payment"] = new JsonObject { ["type"] = "payment_intent", ["payment_intent"] = payment },
            }
        );
        Assert.Equal(200, await PendingAsync());
        var charge = Read("charge");
        (charge["amount_refunded"], charge["payment_intent"]) = (500, payment);
        await AcceptedAsync("charge.refunded", charge);
        Assert.Equal(100, await PendingAsync());
        var dispute = Read("dispute");
        (dispute["amount"], dispute["payment_intent"], dispute["status"]) = (500, payment, "needs_response");
        await AcceptedAsync("charge.dispute.created", dispute);
        Assert.Equal(0, await PendingAsync());

        var session = Read("checkout.session");
        (session["payment_status"], session["amount_total"], session["currency"], session["invoice_creation"]) = (
            "paid",
            2_000,
            "usd",
            null
        );
        (session["total_details"]!["amount_tax"], session["metadata"]) = (0, new JsonObject { ["via"] = partner.Code });
        await AcceptedAsync("checkout.session.completed", session);
        Assert.Equal(400, await PendingAsync());

        JsonObject Read(string name) =>
            JsonNode.Parse(File.ReadAllText(Path.Combine(folder, $"{name}.json")))!.AsObject();

        async Task AcceptedAsync(string type, JsonObject about)
        {
            var created = (await app.Running.NowAsync()).ToUnixTimeSeconds();
            var sent = new JsonObject
            {
                ["id"] = $"evt_{++number}",
                ["object"] = "event",
                ["type"] = type,
                ["created"] = created,
                ["data"] = new JsonObject { ["object"] = about },
            };
            var (status, answer) = await sender.SendAsync("stripe", sent.ToJsonString());
            Assert.True(status == HttpStatusCode.Accepted, $"{type}: {status} {answer}");
        }

        Task<long> PendingAsync() => app.Program(Slug).PendingAsync(partner.Id);
    }

    private static string Folder()
    {
        for (
            var directory = new DirectoryInfo(AppContext.BaseDirectory);
            directory is not null;
            directory = directory.Parent
        )
        {
            var folder = Path.Combine(directory.FullName, "shared", "data", "stripe");
            if (Directory.Exists(folder))
            {
                return folder;
            }
        }

        throw new SkipException("Stripe's objects (shared/data/stripe beside the repository) are not on this machine.");
    }
}
