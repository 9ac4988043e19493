using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using EndToEnd;
using Testing;

namespace Browser.Accessibility;

/// <summary>Leads a program through a month and keeps every page that somebody sees on the way.</summary>
public sealed class PublicPages : IAsyncLifetime
{
    private const string Slug = "demo";
    private const string Program = $"/api/programs/{Slug}";
    private const string Partner = "pat@partner.example.org";

    private const string Rules = """
        "eligibility": {"screens": [{"id": "large", "on": "sale", "then": "hold", "reason": "Large",
                                     "when": {"field": "sale.amount", "op": "gt", "value": 50000}}]},
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}], "hold_days": 1,
        "payout": {"minimum": 100, "require": ["tax_form", "payout_details"]}
        """;

    private const string Terms = """
        # Partner terms

        You recommend our product, and **we pay you**. See [our site](https://www.example.com).

        | what | when |
        |---|---|
        | payout | each month |
        """;

    private readonly List<ShownPage> _pages = [];
    private App _app = null!;
    private string _partner = null!;

    /// <summary>A form with a question of each type.</summary>
    public const string AllTypes = """
        {"questions": [
          {"id": "team", "type": "text", "label": "Your team", "help": "As on your website.", "max": 50},
          {"id": "story", "type": "long_text", "label": "Your story"},
          {"id": "channel", "type": "choice", "label": "Where do you recommend us?", "required": true,
           "choices": ["Blog", "Podcast"]},
          {"id": "listeners", "type": "number", "label": "How many listeners do you have?", "required": true, "min": 1,
           "shown_when": {"question": "channel", "equals": "Podcast"}},
          {"id": "regions", "type": "multiple_choice", "label": "Your regions", "choices": ["EU", "US", "Asia"]},
          {"id": "page", "type": "url", "label": "Your best page"},
          {"id": "agency", "type": "checkbox", "label": "We are an agency"},
          {"id": "clients", "type": "text", "label": "Your clients", "required": true,
           "shown_when": {"question": "agency", "equals": true}},
          {"id": "seat", "type": "country", "label": "Your seat"}
        ]}
        """;

    /// <summary>The pages, in the order in which they were seen.</summary>
    public IReadOnlyList<ShownPage> Pages => _pages;

    public async Task InitializeAsync()
    {
        if (Chromium.Path is null)
        {
            return;
        }

        _app = await App.StartInMemoryAsync();
        await _app.AdvanceToNextMonthAsync();
        await _app.BeginPilotAsync(Slug, Rules);
        await _app.PutAsync(
            Program,
            """
            {"name": "Demo partners", "currency": "USD", "website": "https://www.example.com", "color": "#FFDD00",
             "allowed_origins": ["https://www.example.com"], "legal_name": "Example GmbH",
             "address": "Beispielstr. 1, 10115 Berlin"}
            """
        );
        await _app.PutAsync($"{Program}/form", AllTypes);
        await _app.PutAsync($"{Program}/terms", Json(new { version = "1", text = Terms }));
        await SignUpAsync();
        await EnterPayoutDetailsAsync();
        await HandOverLeadAsync();
        await AskForDecisionsAsync();
        await CloseMonthAsync();
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private async Task SignUpAsync()
    {
        var address = new Uri($"{Program}/applications", UriKind.Relative);
        await SeeAsync("the start page", "/");
        await SendAsync(
            "a form that is too large",
            new Uri("/dispute/none", UriKind.Relative),
            ("claim", new string('c', 100_000))
        );
        await SeeAsync("the sign-up form", $"/apply/{Slug}");
        await SeeAsync("no program", "/apply/none");
        await SendAsync(
            "a sign-up form with mistakes",
            address,
            ("name", "x@example.com"),
            ("answers.page", "x"),
            ("fax", "")
        );
        await SendAsync(
            "thanks for the application",
            address,
            ("name", "Pat Partner"),
            ("email", Partner),
            (
                "company",
                "Gesellschaft für außerordentlich weitreichende Partnervermittlung und Donaudampfschifffahrt mbH"
            ),
            ("website", "https://partner.example.org"),
            ("country", "US"),
            ("promotion_plan", "We write about it.\nOften."),
            ("terms_accepted", "on"),
            ("terms_version", "1"),
            ("answers.channel", "Podcast"),
            ("answers.listeners", "1200"),
            ("answers.story", string.Join(' ', Enumerable.Repeat("https://partner.example.org/a-long-story", 5)))
        );
        await SeeAsync("the terms", $"/terms/{Slug}/1");
        await SeeAsync("no such terms", $"/terms/{Slug}/2");

        var verify = (await _app.Outbox.LastAsync(Partner, "confirm")).Link("/verify/");
        await SeeAsync("the confirmation of an address", verify.AbsolutePath);
        await SendAsync("a confirmed address", verify);
        await SeeAsync("an address that was confirmed before", verify.AbsolutePath);
        await SeeAsync("a broken link", verify.AbsolutePath + "x");

        var approve = (await _app.Outbox.LastAsync(App.Owner, "Approve the application")).Link("/approve/");
        await SeeAsync("the approval of an application", approve.AbsolutePath);
        await SendAsync("a decision without its reason", approve, ("decision", "reject"), ("note", "No"));
        await SendAsync("a question to the applicant", approve, ("decision", "ask"), ("note", "How many?"));
        await AnswerQuestionAsync();
        approve = (await _app.Outbox.LastAsync(App.Owner, "Approve the application")).Link("/approve/");
        await SeeAsync("the approval of an application with an answer", approve.AbsolutePath);
        await SendAsync("a decision", approve, ("decision", "approve"));
        await SeeAsync("a decision that was made before", approve.AbsolutePath);
        await _app.Running.WhenIdleAsync();
        _partner = (await _app.Program(Slug).PartnersAsync()).Single().Id;
    }

    private async Task AnswerQuestionAsync()
    {
        await _app.Running.WhenIdleAsync();
        var mail = await _app.Outbox.LastAsync(Partner, "question");
        await SeeAsync("the question to an applicant", mail.Link("/answer/").AbsolutePath);
        await SeeAsync("a withdrawal", mail.Link("/withdraw/").AbsolutePath);
        await SendAsync("an empty answer", mail.Link("/answer/"), ("answer", " "));
        await SendAsync("a sent answer", mail.Link("/answer/"), ("answer", "1,200 readers"));
        await _app.Running.WhenIdleAsync();
    }

    private async Task EnterPayoutDetailsAsync()
    {
        var link = (await _app.Outbox.LastAsync(Partner, "Welcome")).Link("/payout-details/");
        foreach (var method in new[] { "ach", "paypal", "wise", "bogus" })
        {
            await SeeAsync($"the payout details for {method}", $"{link.AbsolutePath}?method={method}");
        }

        await SendAsync("payout details with mistakes", link, ("method", "ach"), ("routing_number", "1"));
        (string, string)[] account =
        [
            ("method", "ach"),
            ("account_holder", "Agency"),
            ("routing_number", "021000021"),
            ("account_number", "123456789"),
            ("account_type", "checking"),
        ];
        await SendAsync("saved payout details", link, account);
        await SeeAsync("a link that was used", link.AbsolutePath);
        var form = new Uri(link, link.AbsolutePath + "/tax-form");
        await SeeAsync("the tax form", form.AbsolutePath);
        await SendAsync("a tax form with mistakes", form, ("form", "w9"));
        await SendAsync(
            "a submitted tax form",
            form,
            ("form", "w9"),
            ("name", "Acme Agency"),
            ("tin", "12-3456789"),
            ("signed_by", "Pat"),
            ("certified", "true")
        );
        await SendAsync("a new link", new Uri(link, link.AbsolutePath + "/new-link"));
        var renewed = (await _app.Outbox.LastAsync(Partner, "Your link")).Link("/payout-details/");
        await SendAsync("a change to confirm", renewed, ("method", "paypal"), ("email", Partner));
        foreach (var confirm in (await _app.Outbox.LastAsync(Partner, "confirm your new")).Links.Distinct().Take(2))
        {
            await SeeAsync("the confirmation of other payout details", confirm.AbsolutePath);
        }
    }

    private async Task HandOverLeadAsync()
    {
        await _app.PostAsync(
            $"{Program}/leads",
            """
            {"lead_id": "lead-1", "expected_amount": 500000, "message": "200 seats, before the end of the year.",
             "customer": {"company": "Big Customer", "domain": "customer.test", "contact_name": "Cora", "email": "cora@customer.test"}}
            """
        );
        await _app.Running.WhenIdleAsync();
        var offer = (await _app.Outbox.LastAsync(Partner, "A lead of")).Link("/lead-offers/");
        await SeeAsync("an offered lead", offer.AbsolutePath);
        await SendAsync("an offer without an answer", offer, ("decision", ""));
        await SendAsync("an accepted lead", offer, ("decision", "accept"));
        await _app.Running.WhenIdleAsync();
        await SeeAsync("an offer that was answered before", offer.AbsolutePath);
        var lead = (await _app.Outbox.LastAsync(Partner, "is yours")).Link("/partner-leads/");
        await SeeAsync("the lead of a partner", lead.AbsolutePath);
        await SendAsync("a reported meeting", lead, ("stage", "meeting"), ("number", "1"), ("note", "They like it."));
        await _app.Running.WhenIdleAsync();
        await SeeAsync("a lead with a history", lead.AbsolutePath);
        await SeeAsync("no lead", "/partner-leads/none");
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

    private async Task OpenPartnerPagesAsync(string period)
    {
        var browser = new PartnerBrowser(_app.Running);
        await KeepAsync("the form to sign in", await browser.GetAsync("/partner"));
        await KeepAsync("an address with a mistake", await browser.PostAsync("/partner/sign-in", ("email", "pat")));
        await KeepAsync("a link that was asked for", await browser.PostAsync("/partner/sign-in", ("email", Partner)));
        var link = (await _app.Outbox.LastAsync(Partner, "Your link to sign in")).Link("/partner/sign-in/");
        await SeeAsync("a link to sign in for another browser", link.AbsolutePath);
        await KeepAsync("a link to sign in", await browser.GetAsync(link.AbsolutePath));
        using var signedIn = await browser.PostAsync(link.AbsolutePath);
        await KeepAsync("a used link to sign in", await browser.GetAsync(link.AbsolutePath));
        var commissions = (await _app.GetAsync($"{Program}/commissions")).GetProperty("data").EnumerateArray();
        string[] pages =
        [
            "",
            "?range=this_month",
            "?range=custom&from=never",
            "/commissions",
            "/commissions?status=reversed",
            .. commissions.Select(commission => $"/commissions/{commission.GetProperty("id").GetString()}"),
            "/payouts",
            $"/statements/{period}",
            "/disputes",
            "/leads",
            "/leads/lead-1",
            "/notifications",
            "/deals",
            "/account",
        ];
        foreach (var page in pages)
        {
            await KeepAsync($"the partner page {page}", await browser.GetAsync($"/partner/{Slug}{page}"));
        }

        await KeepAsync(
            "a lead with a mistake",
            await browser.PostAsync($"/partner/{Slug}/leads/lead-1", ("stage", "dreamt"))
        );
        await KeepAsync(
            "chosen e-mails",
            await browser.PostAsync($"/partner/{Slug}/notifications", ("statements", "true"))
        );
        await _app.PostAsync(
            $"{Program}/partners/{_partner}/suspend",
            Json(new { reason = "Ads", message = "Please end your ads on our name." })
        );
        await KeepAsync("the page of a suspended partner", await browser.GetAsync($"/partner/{Slug}"));
        await KeepAsync("a partner that is signed out", await browser.PostAsync("/partner/sign-out"));
    }

    private async Task OpenConsoleAsync(string period)
    {
        var anybody = new PartnerBrowser(_app.Running);
        await KeepAsync("the ways to open the console", await anybody.GetAsync("/console/start"));
        await KeepAsync("the key of the console", await anybody.GetAsync("/console/sign-in?code=local-key"));
        var browser = await ConsoleBrowser.SignInAsync(_app.Running);
        var commissions = (await _app.GetAsync($"{Program}/commissions")).GetProperty("data").EnumerateArray();
        var root = $"/programs/{Slug}";
        string[] pages =
        [
            "",
            root,
            "/programs/none",
            $"{root}/partners",
            $"{root}/partners?q=nobody",
            $"{root}/partners/{_partner}",
            $"{root}/partners/{_partner}/history",
            $"{root}/partners/{_partner}/statements/{period}",
            $"{root}/commissions",
            $"{root}/commissions?status=reversed",
            .. commissions.Select(commission => $"{root}/commissions/{commission.GetProperty("id").GetString()}"),
            $"{root}/customers/small",
            $"{root}/events/small",
            $"{root}/search",
            $"{root}/search?q=small",
            $"{root}/approvals",
            $"{root}/held",
        ];
        foreach (var page in pages)
        {
            await KeepAsync($"the console page {page}", await browser.GetAsync($"/console{page}"));
        }

        await browser.ReadAsync("/console");
        await KeepAsync(
            "a decision without its reason in the console",
            await browser.PostAsync($"/console{root}/held")
        );
        await KeepAsync("a console that is signed out", await browser.PostAsync("/console/sign-out"));
    }

    private async Task SeeApprovalAsync(string person, string subject)
    {
        var mail = await _app.Outbox.LastAsync(person, subject);
        await SeeAsync($"the approval “{mail.Subject}”", mail.Link("/approve/").AbsolutePath);
    }

    private async Task SeeAsync(string name, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
        request.Headers.Add("Accept", "text/html");
        using var answer = await (
            address.StartsWith("/api/", StringComparison.Ordinal) ? _app.Http : _app.Anonymous
        ).SendAsync(request);
        await KeepAsync(name, answer);
    }

    private async Task SendAsync(string name, Uri address, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        request.Headers.Add("Accept", "text/html");
        using var answer = await _app.Anonymous.SendAsync(request);
        await KeepAsync(name, answer);
    }

    private async Task KeepAsync(string name, HttpResponseMessage answer)
    {
        var html = await answer.Content.ReadAsStringAsync();
        Assert.True(
            answer.Content.Headers.ContentType?.MediaType == "text/html",
            $"{name}: {(int)answer.StatusCode} {html}"
        );
        var policy = answer.Headers.TryGetValues("Content-Security-Policy", out var policies) ? policies.Single() : "";
        _pages.Add(new ShownPage(name, html, policy));
    }

    private static string Json<T>(T value) => System.Text.Json.JsonSerializer.Serialize(value);
}
