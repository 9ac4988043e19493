namespace EndToEnd.Contract;

/// <content>The calls about disputes of partners.</content>
public sealed partial class ContractTests
{
    private async Task ContestAsync()
    {
        var mail = (await _app.Outbox.ListAsync(subject: "Your statement")).First(each =>
            each.Links.Any(link => link.AbsolutePath.StartsWith("/dispute/", StringComparison.Ordinal))
        );
        var dispute = mail.Link("/dispute/").AbsolutePath;
        await _client.GetAsync(dispute, accept: "text/html");
        await _client.SendAsync(HttpMethod.Head, dispute, 200);
        await _client.PostTextAsync(dispute, "kind=missing&claim=Something+is+missing.", Form, 400);
        const string claim = "kind=missing&invoice=INV-7&claim=The+customer+came+by+our+webinar.";
        await _client.PostTextAsync(dispute, claim, Form);
        await _client.PostTextAsync(dispute, claim, Form, 409);
        await _app.Running.WhenIdleAsync();
        await _client.GetAsync($"{Program}/disputes?partner={_partner}");
        var open = await _client.GetAsync($"{Program}/disputes?status=open");
        await _client.GetAsync($"{Program}/disputes/none", 404);
        await _client.GetAsync($"{Program}/disputes/{open.GetProperty("data")[0].GetProperty("id").GetString()}");
    }
}
