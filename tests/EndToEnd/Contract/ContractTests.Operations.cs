using Azure.Storage.Queues;

namespace EndToEnd.Contract;

/// <summary>The operations that need the master key.</summary>
public sealed partial class ContractTests
{
    private async Task OperateAsync()
    {
        await _client.GetAsync("/api/admin/reencrypt");
        await _client.PostAsync("/api/admin/reencrypt", null);
        await MoveProgramAsync();
        await ManagePoisonMessagesAsync();
    }

    private async Task MoveProgramAsync()
    {
        const string Lines = "application/x-ndjson";
        var export = new Uri("/api/admin/export?program=demo", UriKind.Relative);
        using var exported = await _app.Http.PostAsync(export, null);
        var text = await exported.Content.ReadAsStringAsync();
        if (Environment.GetEnvironmentVariable("EXPORT_FIXTURE") is { Length: > 0 } file)
        {
            // The rows that tests/AffiliateFunctions.Tests/Operations/Fixtures keeps of a release.
            await File.WriteAllTextAsync(file, text);
        }

        await _client.SendAsync(HttpMethod.Post, "/api/admin/export?program=demo", 200, accept: Lines);
        await _client.SendAsync(HttpMethod.Post, "/api/admin/export?program=none", 404, accept: Lines);
        await _client.PostTextAsync("/api/admin/import", text, Lines, 409);
    }

    private async Task ManagePoisonMessagesAsync()
    {
        const string Poison = "/api/admin/poison";
        var queue = new QueueClient(_app.Running.Storage, "webhooks-poison");
        await queue.CreateIfNotExistsAsync();
        await queue.SendMessageAsync("none of ours");
        await queue.SendMessageAsync("nor this");
        var queues = await _client.GetAsync(Poison);
        var messages = queues
            .GetProperty("queues")
            .EnumerateArray()
            .Single(item => item.GetProperty("queue").GetString() == queue.Name)
            .GetProperty("messages");
        await _client.SendAsync(
            HttpMethod.Delete,
            $"{Poison}/webhooks-poison/{messages[0].GetProperty("id").GetString()}",
            204
        );
        await _client.SendAsync(HttpMethod.Delete, $"{Poison}/webhooks-poison/none", 404);
        await _client.PostAsync($"{Poison}/none/return", null, 404);
        await _client.PostAsync($"{Poison}/webhooks-poison/return", null);
        await _client.GetAsync($"{Program}/orchestrations");
        await _client.GetAsync($"{Program}/orchestrations?limit=0", 400);
        await _client.GetAsync($"{Program}/orchestrations/none", 404);
    }
}
