using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Affiliate.Demo.Outside;

/// <summary>An external caller of the program. It sends the function key only to routes that need one.</summary>
internal sealed class ProgramClient : IDisposable
{
    private readonly HttpClient _keyed;
    private readonly HttpClient _open;
    private readonly CancellationToken _cancellationToken;

    public ProgramClient(Uri address, string key, string slug, CancellationToken cancellationToken)
    {
        (Slug, _cancellationToken) = (slug, cancellationToken);
        (_keyed, _open) = (Client(address), Client(address));
        _keyed.DefaultRequestHeaders.Add("x-functions-key", key);
    }

    public string Slug { get; }

    /// <summary>The path of the program, with which the paths of its resources begin.</summary>
    public string Path => $"/api/programs/{Slug}";

    public Task<JsonElement> GetAsync(string path) => SendAsync(_keyed, HttpMethod.Get, path, null);

    /// <summary>Returns the resource, or null if it does not exist.</summary>
    public async Task<JsonElement?> FindAsync(string path)
    {
        using var answer = await _keyed.GetAsync(new Uri(path, UriKind.Relative), _cancellationToken);
        return answer.StatusCode == HttpStatusCode.NotFound ? null : await ReadAsync(answer);
    }

    public Task<JsonElement> PutAsync(string path, string json) => SendAsync(_keyed, HttpMethod.Put, path, Json(json));

    public Task<JsonElement> PatchAsync(string path, string json) =>
        SendAsync(_keyed, HttpMethod.Patch, path, Json(json));

    public Task<JsonElement> PostAsync(string path, string json) =>
        SendAsync(_keyed, HttpMethod.Post, path, Json(json));

    public Task<JsonElement> PostCsvAsync(string path, string csv) =>
        SendAsync(_keyed, HttpMethod.Post, path, new StringContent(csv, Encoding.UTF8, "text/csv"));

    /// <summary>Sends a request to an open route, without a key.</summary>
    public Task<JsonElement> PostOpenAsync(string path, string json) =>
        SendAsync(_open, HttpMethod.Post, path, Json(json));

    /// <summary>Sends a signed webhook.</summary>
    public async Task SendWebhookAsync(string provider, string body, string header, string signature)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/webhooks/{Slug}/{provider}")
        {
            Content = Json(body),
        };
        request.Headers.Add(header, signature);
        using var answer = await _open.SendAsync(request, _cancellationToken);
        await ReadAsync(answer);
    }

    /// <summary>Follows a partner's link as a visitor's browser does, without loading the target site.</summary>
    public async Task VisitAsync(string path)
    {
        using var answer = await _open.GetAsync(new Uri(path, UriKind.Relative), _cancellationToken);
        if (answer.StatusCode != HttpStatusCode.Redirect)
        {
            await ReadAsync(answer);
        }
    }

    /// <summary>
    /// Submits the form behind an e-mail link. If an interrupted run has already submitted it, this is not an error.
    /// </summary>
    public async Task PressAsync(Uri link, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(
            fields.Select(field => KeyValuePair.Create(field.Name, field.Value))
        );
        using var answer = await _open.PostAsync(link, content, _cancellationToken);
        if (answer.StatusCode != HttpStatusCode.Conflict)
        {
            await ReadAsync(answer);
        }
    }

    /// <summary>
    /// Returns the newest link with the given path from the e-mails to a recipient whose subject contains a text, or
    /// null.
    /// </summary>
    public async Task<Uri?> FindLinkAsync(string to, string subject, string path)
    {
        var mails = await SendAsync(
            _open,
            HttpMethod.Get,
            $"/local/outbox.json?to={Uri.EscapeDataString(to)}&subject={Uri.EscapeDataString(subject)}",
            null
        );
        return mails
            .EnumerateArray()
            .SelectMany(mail => mail.GetProperty("links").EnumerateArray())
            .Select(link => new Uri(link.GetString()!))
            .FirstOrDefault(link => link.AbsolutePath.StartsWith(path, StringComparison.Ordinal));
    }

    /// <summary>The application's time.</summary>
    public async Task<DateTimeOffset> NowAsync() =>
        (await SendAsync(_open, HttpMethod.Get, "/local/clock", null)).GetProperty("now").GetDateTimeOffset();

    /// <summary>
    /// Moves the application's time forward to a moment, unless it has passed, and waits until all due work is done. A
    /// timer function runs once for all its occurrences in between.
    /// </summary>
    public async Task MoveToAsync(DateTimeOffset to)
    {
        if (await NowAsync() < to)
        {
            await SendAsync(
                _open,
                HttpMethod.Post,
                "/local/clock",
                Json(
                    new JsonObject
                    {
                        ["to"] = to.UtcDateTime.ToString(
                            "yyyy-MM-dd'T'HH:mm:ss'Z'",
                            System.Globalization.CultureInfo.InvariantCulture
                        ),
                        ["timers"] = "once",
                    }.ToJsonString()
                )
            );
        }
        else
        {
            await WhenIdleAsync();
        }
    }

    /// <summary>Waits until the application is idle.</summary>
    public Task WhenIdleAsync() => SendAsync(_open, HttpMethod.Post, "/local/clock", Json("""{"advance": "PT0S"}"""));

    /// <summary>Returns all items of a list, read page by page.</summary>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(string path)
    {
        var items = new List<JsonElement>();
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        string? cursor = null;
        do
        {
            var position = cursor is null ? "" : $"&cursor={cursor}";
            var page = await GetAsync($"{path}{separator}limit=1000{position}");
            items.AddRange(page.GetProperty("data").EnumerateArray());
            cursor = page.GetProperty("next_cursor").GetString();
        } while (cursor is not null);
        return items;
    }

    public void Dispose()
    {
        _keyed.Dispose();
        _open.Dispose();
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private async Task<JsonElement> SendAsync(HttpClient client, HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var answer = await client.SendAsync(request, _cancellationToken);
        return await ReadAsync(answer);
    }

    private async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(_cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new UnexpectedAnswerException(
                $"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri?.AbsolutePath} returned "
                    + $"{(int)answer.StatusCode}: {text}"
            );
        }

        return answer.Content.Headers.ContentType?.MediaType == "application/json" ? JsonElement.Parse(text) : default;
    }

    private static HttpClient Client(Uri address) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromMinutes(10),
        };
}

/// <summary>The application has returned an unexpected response, which the message describes.</summary>
internal sealed class UnexpectedAnswerException(string message) : Exception(message);
