using System.Text.RegularExpressions;

namespace Testing;

/// <summary>
/// A partner's browser without script: it keeps cookies as Chromium does on http://localhost, where it also accepts
/// secure ones, and sends the forms of the pages that it was shown.
/// </summary>
/// <param name="app">The application.</param>
public sealed partial class PartnerBrowser(AppClient app)
{
    private readonly Dictionary<string, string> _cookies = [];

    /// <summary>The token of the forms on the page that was shown last.</summary>
    public string FormToken { get; private set; } = string.Empty;

    /// <summary>Headers of every request, such as those that the platform's authentication adds.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    /// <summary>The address that Azure Front Door reports for the browser; null for none.</summary>
    public string? Address { get; init; }

    /// <summary>The value of the cookie of that name, or null.</summary>
    public string? Cookie(string name) => _cookies.GetValueOrDefault(name);

    /// <summary>The header by which the browser sends its cookies.</summary>
    public string Cookies => string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));

    /// <summary>Opens a page. Redirects are answers, not followed.</summary>
    public Task<HttpResponseMessage> GetAsync(string address) => SendAsync(HttpMethod.Get, address, content: null);

    /// <summary>Opens a page and returns its HTML.</summary>
    /// <exception cref="HttpRequestException">The answer is no success.</exception>
    public async Task<string> ReadAsync(string address)
    {
        using var answer = await GetAsync(address);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    /// <summary>Sends a form of the page that was shown last.</summary>
    public Task<HttpResponseMessage> PostAsync(string address, params (string Name, string Value)[] fields) =>
        SendAsync(
            HttpMethod.Post,
            address,
            new FormUrlEncodedContent(
                fields.Append(("form_token", FormToken)).Select(field => KeyValuePair.Create(field.Item1, field.Item2))
            )
        );

    /// <summary>Asks for a link, opens it and presses its button.</summary>
    public async Task SignInAsync(string email)
    {
        await ReadAsync("/partner");
        using var asked = await PostAsync("/partner/sign-in", ("email", email));
        asked.EnsureSuccessStatusCode();
        var link = (await app.Outbox.LastAsync(email, "Your link to sign in")).Link("/partner/sign-in/").AbsolutePath;
        await ReadAsync(link);
        using var signedIn = await PostAsync(link);
        if (signedIn.Headers.Location is null)
        {
            throw new InvalidOperationException(await signedIn.Content.ReadAsStringAsync());
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, UriKind.RelativeOrAbsolute))
        {
            Content = content,
        };
        request.Headers.Add("Accept", "text/html");
        foreach (var (name, value) in Headers)
        {
            request.Headers.Add(name, value);
        }

        if (Address is not null)
        {
            request.Headers.Add("X-Azure-ClientIP", Address);
        }

        if (_cookies.Count > 0)
        {
            request.Headers.Add("Cookie", Cookies);
        }

        var answer = await app.Anonymous.SendAsync(request);
        foreach (var set in answer.Headers.TryGetValues("Set-Cookie", out var values) ? values : [])
        {
            Keep(set);
        }

        var html = await answer.Content.ReadAsStringAsync();
        if (Token().Match(html) is { Success: true } shown)
        {
            FormToken = shown.Groups["token"].Value;
        }

        return answer;
    }

    private void Keep(string set)
    {
        var parts = set.Split(';', StringSplitOptions.TrimEntries);
        var (name, value) = (parts[0].Split('=')[0], parts[0][(parts[0].IndexOf('=', StringComparison.Ordinal) + 1)..]);
        if (value.Length == 0)
        {
            _cookies.Remove(name);
        }
        else
        {
            _cookies[name] = value;
        }
    }

    [GeneratedRegex("name=\"form_token\" value=\"(?<token>[0-9a-f]+)\"")]
    private static partial Regex Token();
}
