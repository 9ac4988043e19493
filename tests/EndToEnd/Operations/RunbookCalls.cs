using System.Net;
using System.Text;
using System.Text.Json;
using Testing;

namespace EndToEnd.Operations;

/// <summary>
/// The calls of the runbooks, sent as the function <c>call</c> of docs/runbooks/README.md sends them. The app has a master
/// key of its own, as on the platform.
/// </summary>
internal sealed class RunbookCalls(AppClient app)
{
    /// <summary>The master key, which the runbooks name <c>MASTER</c>.</summary>
    public const string Master = "local-master-key";

    /// <summary>The function key, which the runbooks name <c>KEY</c>.</summary>
    public const string Key = "local-key";

    /// <summary>The settings of an app that runbooks are tried on.</summary>
    /// <param name="others">Further settings.</param>
    public static Dictionary<string, string?> Settings(params (string Name, string Value)[] others)
    {
        var settings = new Dictionary<string, string?> { ["LocalFunctionKey"] = Key, ["LocalMasterKey"] = Master };
        foreach (var (name, value) in others)
        {
            settings[name] = value;
        }

        return settings;
    }

    /// <summary>Sends a call that succeeds, and returns its response.</summary>
    public async Task<JsonElement> CallAsync(string method, string address, string? body = null, string key = Key)
    {
        var (status, response) = await TryAsync(method, address, body, key);
        Assert.True((int)status is >= 200 and < 300, $"{method} {address}: {(int)status} {response}");
        return response;
    }

    /// <summary>Sends a call with the master key that succeeds, and returns its response.</summary>
    public Task<JsonElement> CallAsMasterAsync(string method, string address) =>
        CallAsync(method, address, key: Master);

    /// <summary>Sends a call, and returns the status with the response.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Response)> TryAsync(
        string method,
        string address,
        string? body = null,
        string? key = Key
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(address, UriKind.Relative));
        request.Headers.Add("x-functions-key", key);
        // curl sends the header without a body too.
        request.Content = new StringContent(body ?? string.Empty, Encoding.UTF8, "application/json");
        using var response = await app.Anonymous.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text));
    }

    /// <summary>What <c>GET /api/health</c> says: the status and the reasons.</summary>
    public async Task<string> HealthAsync()
    {
        var health = await CallAsync("GET", "/api/health");
        var reasons = health.TryGetProperty("reasons", out var found)
            ? found.EnumerateArray().Select(reason => reason.GetString())
            : [];
        return string.Join(' ', reasons.Prepend(health.GetProperty("status").GetString()));
    }
}
