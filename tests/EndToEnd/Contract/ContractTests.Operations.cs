namespace EndToEnd.Contract;

/// <summary>The operations that need the master key.</summary>
public sealed partial class ContractTests
{
    private async Task OperateAsync()
    {
        await _client.GetAsync("/api/admin/reencrypt");
        await _client.PostAsync("/api/admin/reencrypt", null);
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
}
