using EndToEnd;
using Testing;

namespace Browser.Accessibility;

/// <content>What applicants and partners see.</content>
public sealed partial class PublicPages
{
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
}
