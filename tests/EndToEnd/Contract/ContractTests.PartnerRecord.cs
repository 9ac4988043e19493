namespace EndToEnd.Contract;

/// <summary>The further parts of a partner's record.</summary>
public sealed partial class ContractTests
{
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
