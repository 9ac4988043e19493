using System.Globalization;
using System.Text;
using System.Text.Json;
using Testing.Answers;

namespace EndToEnd.Payouts;

/// <summary>What happens in a month of a program, from a sale to the settlement of its payout.</summary>
internal sealed class ProgramMonth(App app, string slug, string currency = "USD")
{
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

    /// <summary>Sends a sale of the partner, in cents.</summary>
    public async Task SellAsync(PartnerJson partner, string id, long amount)
    {
        await app.PostAsync(
            $"/api/programs/{slug}/track/sale",
            $$"""
            {"event_id": "{{id}}", "invoice_id": "{{id}}", "customer": {"external_id": "cus_{{id}}"}, "amount": {{amount}}, "currency": "{{currency}}", "code": "{{partner.Code}}"}
            """
        );
        await app.Running.WhenIdleAsync();
    }

    /// <summary>Lets the month end, and closes it.</summary>
    public async Task<string> CloseAsync(string? preparedBy = null)
    {
        var now = await app.Running.NowAsync();
        var end = new DateTimeOffset(now.Year, now.Month, 1, 2, 0, 0, TimeSpan.Zero).AddMonths(1);
        await app.Running.SkipToAsync(end);
        var period = now.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        await app.PostAsync(
            $"/api/programs/{slug}/cycles",
            JsonSerializer.Serialize(new { period, prepared_by = preparedBy })
        );
        await app.Running.WhenIdleAsync();
        return period;
    }

    /// <summary>Imports the results of the payments.</summary>
    public async Task SettleAsync(string period, string csv)
    {
        using var content = new StringContent(csv, Encoding.UTF8, "text/csv");
        using var answer = await app.Http.PostAsync(
            new Uri($"/api/programs/{slug}/cycles/{period}/settlement", UriKind.Relative),
            content
        );
        await App.ReadAsync(answer);
        await app.Running.WhenIdleAsync();
    }
}
