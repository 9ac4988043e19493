namespace EndToEnd.Contract;

/// <content>The pages on which a partner enters how it is paid.</content>
public sealed partial class ContractTests
{
    private const string Payee = "pat@partner.example.org";

    // The account is the one that the caller with the key gives later, so that nothing changes then.
    private async Task EnterPayoutDetailsAsync()
    {
        const string account =
            "method=ach&account_holder=Agency&routing_number=021000021&account_number=123456789&account_type=checking";
        var link = (await _app.Outbox.LastAsync(Payee, "Welcome")).Link("/payout-details/").AbsolutePath;
        await _client.GetAsync($"{link}?method=paypal", accept: "text/html");
        await _client.GetAsync($"{link}?method=bogus", 400, "text/html");
        await _client.GetAsync($"{link}/tax-form?form=bogus", 400, "text/html");
        await _client.SendAsync(HttpMethod.Head, link, 200);
        await _client.GetAsync("/payout-details/none", 400, "text/html");
        await _client.PostTextAsync(link, "method=ach", Form, 400);
        await _client.PostTextAsync(link, account, "text/plain", 415);
        await _client.PostTextAsync(link, account, Form);
        await _client.GetAsync(link, 409, "text/html");

        await _client.GetAsync($"{link}/tax-form?form=w9", accept: "text/html");
        await _client.SendAsync(HttpMethod.Head, $"{link}/tax-form", 200);
        await _client.PostTextAsync($"{link}/tax-form", "form=w9", Form, 400);
        const string form = "form=w9&name=Acme+Agency&tin=12-3456789&signed_by=Contact&certified=true";
        await _client.PostTextAsync($"{link}/tax-form", form, Form);

        await _client.PostAsync($"{link}/new-link", null);
        await _client.PostAsync("/payout-details/none/new-link", null, 400);
        var renewed = (await _app.Outbox.LastAsync(Payee, "Your link")).Link("/payout-details/").AbsolutePath;
        await _client.PostTextAsync(renewed, "method=paypal&email=pat@example.org", Form);
        var mail = await _app.Outbox.LastAsync(Payee, "Please confirm your new payout details");
        var discard = mail
            .Links.Select(address => address.AbsolutePath)
            .Last(path => path.StartsWith("/payout-changes/", StringComparison.Ordinal));
        await _client.GetAsync(discard, accept: "text/html");
        await _client.SendAsync(HttpMethod.Head, discard, 200);
        await _client.PostAsync(discard, null);
        await _client.GetAsync(discard, 409, "text/html");
        await _client.PostAsync("/payout-changes/none", null, 400);
        await _app.Running.WhenIdleAsync();
    }
}
