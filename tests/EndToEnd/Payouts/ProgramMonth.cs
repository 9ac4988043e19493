using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Testing.Answers;

namespace EndToEnd.Payouts;

/// <summary>What happens in a month of a program, from a sale to the settlement of its payout.</summary>
internal sealed class ProgramMonth(App app, string slug, string currency = "USD")
{
    // Three days have each kind of timer often enough; a whole month takes a minute and a half.
    private const int LastDays = 3;

    /// <summary>Signs a partner up, and gives its tax form and an account in the United States.</summary>
    public async Task<PartnerJson> PartnerAsync(string company, bool withDetails = true, string account = "123456789")
    {
        var partner = await app.SignUpAsync(slug, company);
        if (withDetails)
        {
            await ChangeAsync(partner, """{"tax": {"form": "w9", "status": "verified"}}""");
            await GiveAccountAsync(partner, account);
        }

        return partner;
    }

    /// <summary>Gives the partner another account in the United States.</summary>
    public Task GiveAccountAsync(PartnerJson partner, string account) =>
        ChangeAsync(
            partner,
            $$$"""
            {"payout": {"method": "ach", "details": {"account_holder": "Agency", "routing_number": "021000021",
             "account_number": "{{{account}}}", "account_type": "checking"} } }
            """
        );

    /// <summary>Changes the partner by the key, and waits for what follows.</summary>
    public async Task ChangeAsync(PartnerJson partner, string json)
    {
        using var answer = await app.Http.PatchAsync(
            new Uri($"/api/programs/{slug}/partners/{partner.Id}", UriKind.Relative),
            App.Json(json)
        );
        await App.ReadAsync(answer);
        await app.Running.WhenIdleAsync();
    }

    /// <summary>Sends a sale of the partner, in cents, to a customer of its own or the one that is named.</summary>
    public async Task SellAsync(PartnerJson partner, string id, long amount, string? customer = null)
    {
        await app.PostAsync(
            $"/api/programs/{slug}/track/sale",
            $$"""
            {"event_id": "{{id}}", "invoice_id": "{{id}}", "customer": {"external_id": "{{customer
                ?? $"cus_{id}"}}"}, "amount": {{amount}}, "currency": "{{currency}}", "code": "{{partner.Code}}"}
            """
        );
        await app.Running.WhenIdleAsync();
    }

    /// <summary>Lets the month end, and closes it.</summary>
    /// <param name="preparedBy">Who prepares the cycle.</param>
    /// <param name="withEachTimer">Whether each timer runs each time that it falls due in the last days, and not
    /// once.</param>
    public async Task<string> CloseAsync(string? preparedBy = null, bool withEachTimer = false)
    {
        var now = await app.Running.NowAsync();
        var end = new DateTimeOffset(now.Year, now.Month, 1, 2, 0, 0, TimeSpan.Zero).AddMonths(1);
        if (withEachTimer)
        {
            await app.Running.SkipToAsync(end.AddDays(-LastDays));
            await app.Running.AdvanceToAsync(end);
        }
        else
        {
            await app.Running.SkipToAsync(end);
        }

        var period = now.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        await app.PostAsync(
            $"/api/programs/{slug}/cycles",
            JsonSerializer.Serialize(new { period, prepared_by = preparedBy })
        );
        await app.Running.WhenIdleAsync();
        return period;
    }

    /// <summary>Imports the results of the payments, and answers what was applied.</summary>
    /// <param name="period">The month of the cycle.</param>
    /// <param name="report">The report.</param>
    /// <param name="contentType">The type of its content.</param>
    /// <param name="mapping">The names that the provider has for columns and statuses; null for our own.</param>
    public async Task<JsonElement> SettleAsync(
        string period,
        string report,
        string contentType = "text/csv",
        object? mapping = null
    )
    {
        using var answer = await TrySettleAsync(period, report, contentType, mapping);
        var applied = await App.ReadAsync(answer);
        await app.Running.WhenIdleAsync();
        return applied;
    }

    /// <summary>Imports the results of the payments, and answers whatever comes of it.</summary>
    public async Task<HttpResponseMessage> TrySettleAsync(
        string period,
        string report,
        string contentType = "text/csv",
        object? mapping = null
    )
    {
        var query = mapping is null ? "" : $"?mapping={Uri.EscapeDataString(JsonSerializer.Serialize(mapping))}";
        using var content = new StringContent(report, Encoding.UTF8, contentType);
        return await app.Http.PostAsync(
            new Uri($"/api/programs/{slug}/cycles/{period}/settlement{query}", UriKind.Relative),
            content
        );
    }

    /// <summary>Downloads the only payment file of the period.</summary>
    public async Task<HttpResponseMessage> DownloadAsync(string period)
    {
        var file = Assert.Single((await app.Program(slug).CycleAsync(period)).Files).Name;
        return await app.Http.GetAsync(new Uri($"/api/programs/{slug}/cycles/{period}/files/{file}", UriKind.Relative));
    }

    /// <summary>The text of the only payment file of the period.</summary>
    public async Task<string> ReadFileAsync(string period)
    {
        using var answer = await DownloadAsync(period);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }
}
