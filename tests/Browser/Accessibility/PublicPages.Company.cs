using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using EndToEnd;

namespace Browser.Accessibility;

/// <content>What the people of the company see by the links in their e-mails.</content>
public sealed partial class PublicPages
{
    private async Task AskForDecisionsAsync()
    {
        var book = await _app.PostAsync(
            $"{Program}/rules",
            $$"""{"schema": "affiliate-rules/1", "name": "Next", "currency": "USD", {{Rules}} }"""
        );
        var now = await _app.Running.NowAsync();
        await _app.PostAsync(
            $"{Program}/rules/{book.GetProperty("version").GetInt32()}/submit",
            Json(new { effective_from = now.UtcDateTime.AddHours(-1) })
        );
        await SeeApprovalAsync(App.Owner, "Approve rule book");
        await _app.PutAsync(
            $"{Program}/payout-settings",
            """{"prepared_by": "ann@example.com", "sepa": {"name": "Demo", "iban": "NL91ABNA0417164300"}}"""
        );
        await SeeApprovalAsync(App.Finance, "Approve payout settings");
        var bonus = new
        {
            partner = _partner,
            amount = 100,
            reason = "Thanks",
        };
        await _app.PostAsync($"{Program}/adjustments", Json(bonus));
        await SeeApprovalAsync(App.Finance, "Approve a bonus");
        await _app.PostAsync(
            $"{Program}/partners/{_partner}/contract-terms",
            Json(
                new
                {
                    rules = new { share = new { pay = new { percent = "25" } } },
                    from = now.AddDays(1),
                    until = now.AddDays(200),
                    reason = "Agreed for the launch",
                }
            )
        );
        await SeeApprovalAsync(App.Finance, "Approve contract terms");
    }

    private async Task CloseMonthAsync()
    {
        var partner = (await _app.Program(Slug).PartnersAsync()).Single();
        foreach (var (id, amount) in new[] { ("small", 12_000), ("large", 90_000) })
        {
            var customer = new { external_id = id };
            var sale = new
            {
                event_id = id,
                invoice_id = id,
                customer,
                amount,
                currency = "USD",
                code = partner.Code,
            };
            await _app.PostAsync($"{Program}/track/sale", Json(sale));
        }

        await _app.Running.WhenIdleAsync();
        var commissions = (await _app.GetAsync($"{Program}/commissions")).GetProperty("data").EnumerateArray();
        foreach (var commission in commissions.Select(commission => commission.GetProperty("id").GetString()))
        {
            await SeeAsync("the explanation of a commission", $"{Program}/commissions/{commission}/explain");
        }

        var now = await _app.Running.NowAsync();
        var period = now.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        await _app.Running.SkipToAsync(new DateTimeOffset(now.Year, now.Month, 1, 7, 0, 0, TimeSpan.Zero).AddMonths(1));
        await SeeApprovalAsync(App.Finance, $"Approve the payouts of {period}");
        await _app.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");
        using var settled = new StringContent(
            $"partner,status,reference,reason\n{_partner},paid,REF-1,\n",
            Encoding.UTF8,
            new MediaTypeHeaderValue("text/csv")
        );
        using var answer = await _app.Http.PostAsync(
            new Uri($"{Program}/cycles/{period}/settlement", UriKind.Relative),
            settled
        );
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        await _app.Running.WhenIdleAsync();
        await SeeAsync(
            "a statement",
            (await _app.Outbox.LastAsync(Partner, "Your statement")).Link("/statements/").AbsolutePath
        );
        await SeeAsync("no statement", "/statements/none");
        await ContestAsync();
        await SeeAsync("a review", $"{Program}/reviews/{period}");
        await OpenPartnerPagesAsync(period);
        await OpenConsoleAsync(period);
        await SeeApprovalAsync(App.Owner, "Review of");
        await ReportTaskAsync();
        await WatchConsoleAsync(period);
    }

    private async Task ContestAsync()
    {
        var dispute = (await _app.Outbox.LastAsync(Partner, "Your statement")).Link("/dispute/");
        await SeeAsync("the form of a dispute", dispute.AbsolutePath);
        await SendAsync("a dispute without a claim", dispute, ("kind", "missing"), ("invoice", "small"));
        await SendAsync(
            "a sent dispute",
            dispute,
            ("kind", "missing"),
            ("invoice", "in_unknown"),
            ("claim", "The customer came by our webinar.")
        );
        await _app.Running.WhenIdleAsync();
        await SeeApprovalAsync(App.Owner, "Decide a dispute");
        await SeeAsync("no dispute", "/dispute/none");
    }

    private async Task ReportTaskAsync()
    {
        var review = (await _app.Outbox.LastAsync(App.Owner, "Review of")).Link("/approve/");
        var due = (await _app.Running.NowAsync()).AddDays(9);
        await SendAsync(
            "a decided review",
            review,
            ("decision", "keep"),
            ("task1", "Improve the landing page"),
            ("owner1", "sam@example.com"),
            ("due1", due.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            ("metric1", "refund_rate")
        );
        await _app.Running.WhenIdleAsync();
        var task = (await _app.Outbox.LastAsync("sam@example.com", "A task of")).Link("/review-actions/");
        await SeeAsync("a task of a review", task.AbsolutePath);
        await SendAsync("a report without a text", task, ("result", " "));
        await SendAsync("a reported task", task, ("result", "It is live."));
        await SeeAsync("no task", "/review-actions/none");
    }
}
