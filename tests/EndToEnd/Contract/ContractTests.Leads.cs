namespace EndToEnd.Contract;

/// <content>The calls about leads that are handed to partners.</content>
public sealed partial class ContractTests
{
    private async Task HandOutLeadsAsync()
    {
        var lead = $$"""
            {
              "lead_id": "lead-1",
              "partners": ["{{_partner}}"],
              "customer": { "company": "Big", "domain": "big.test" }
            }
            """;
        var partner = (await _app.Program("demo").PartnersAsync()).Single(each => each.Id == _partner);
        await _client.PostAsync($"{Program}/leads", lead, 201);
        await _client.PostAsync($"{Program}/leads", "{}", 400);
        await _app.Running.WhenIdleAsync();
        var offer = (await _app.Outbox.LastAsync(partner.Email, "A lead")).Link("/lead-offers/").AbsolutePath;
        await _client.GetAsync(offer, accept: "text/html");
        await _client.SendAsync(HttpMethod.Head, offer, 200);
        await _client.PostTextAsync(offer, "decision=perhaps", Form, 400);
        await _client.PostTextAsync(offer, "decision=accept", Form);
        await _client.PostTextAsync(offer, "decision=accept", Form, 409);
        await _app.Running.WhenIdleAsync();
        var update = (await _app.Outbox.LastAsync(partner.Email, "is yours")).Link("/partner-leads/").AbsolutePath;
        await _client.GetAsync(update, accept: "text/html");
        await _client.SendAsync(HttpMethod.Head, update, 200);
        await _client.PostTextAsync(update, "stage=dreamt", Form, 400);
        await _client.PostTextAsync(update, "stage=meeting&number=1", Form);
        await _app.Running.WhenIdleAsync();
        await _client.GetAsync($"{Program}/leads?status=accepted&limit=1");
        await _client.GetAsync($"{Program}/leads?partner={_partner}");
        await _client.GetAsync($"{Program}/leads/none", 404);
        await _client.PostAsync($"{Program}/leads/none/withdraw", """{"reason": "Gone"}""", 404);
        await _client.PostAsync($"{Program}/leads/lead-1/withdraw", """{"reason": ""}""", 400);
        await _client.PostAsync($"{Program}/leads/lead-1/withdraw", """{"reason": "Gone"}""");
        await _client.PostTextAsync(update, "stage=meeting&number=2", Form, 409);
        await _client.SendAsync(HttpMethod.Delete, $"{Program}/leads/none/personal-data", 404);
        await _client.SendAsync(HttpMethod.Delete, $"{Program}/leads/lead-1/personal-data", 204);
        await _client.GetAsync($"{Program}/leads/lead-1");
    }
}
