namespace EndToEnd.Contract;

/// <summary>The further parts of a partner's record.</summary>
public sealed partial class ContractTests
{
    private async Task CallCertificationsAsync()
    {
        var expert = $"{Program}/partners/{_partner}/certifications/expert";
        const string body = """{"valid_until": "2045-06-30"}""";
        await _client.PutAsync(expert, body);
        await _client.PutAsync(expert, """{"valid_until": "2001-06-30"}""", 400);
        await _client.PutAsync($"{Program}/partners/none/certifications/expert", body, 404);
        await _client.GetAsync($"{Program}/partners/{_partner}");
        await _client.SendAsync(HttpMethod.Delete, expert, 204);
        await _client.SendAsync(HttpMethod.Delete, $"{Program}/partners/{_partner}/certifications/other", 404);
    }

    private async Task CallContactsAsync()
    {
        const string fin = """{"name": "Fin", "email": "fin@partner.example.org", "role": "finance"}""";
        await _client.SendAsync(
            HttpMethod.Patch,
            $"{Program}/partners/{_partner}",
            200,
            App.Json($$"""{"contacts": [{{fin}}]}""")
        );
        await _client.SendAsync(
            HttpMethod.Patch,
            $"{Program}/partners/{_partner}",
            400,
            App.Json($$"""{"contacts": [{{fin}}, {{fin}}]}""")
        );
    }

    private async Task CallNotesAsync()
    {
        await _client.GetAsync($"{Program}/notes");
        await _client.GetAsync($"{Program}/notes?about={_partner}&limit=1");
        await _client.GetAsync($"{Program}/notes?about=%20", 400);
    }

    private async Task CallLinksAsync(string links)
    {
        const string news = """{"name": "News", "code": "contract-news", "sub_id": "news"}""";
        await _client.PostAsync(links, news, 201);
        await _client.PostAsync(links, news);
        await _client.PostAsync(links, """{"name": "", "sub_id": "a b", "to": "https://evil.example.net/"}""", 400);
        await _client.PostAsync(links, """{"name": "News", "sub_id": "other"}""", 409);
        await _client.PostAsync($"{Program}/partners/none/links", news, 404);
        await _client.GetAsync(links);
        await _client.GetAsync($"{Program}/partners/none/links", 404);
        await _client.GetAsync($"{Program}/commissions?sub_id=news");
        await _client.SendAsync(HttpMethod.Delete, $"{links}/contract-news", 204);
        await _client.SendAsync(HttpMethod.Delete, $"{links}/unknown", 404);
    }
}
