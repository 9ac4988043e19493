using System.Text.Json;

namespace EndToEnd.Contract;

/// <content>The calls that set a program up: program, rule books, applications and partners.</content>
public sealed partial class ContractTests
{
    private async Task ManageProgramsAsync()
    {
        const string body = """{"name": "Other", "currency": "USD", "website": "https://www.example.com"}""";
        await _client.PutAsync("/api/programs/other", body, 201);
        await _client.PutAsync("/api/programs/other", body);
        await _client.PutAsync("/api/programs/other", """{"name": "Other"}""", 400);
        var branded = await _client.PutAsync(
            "/api/programs/other",
            """
            {"name": "Other", "currency": "USD", "website": "https://www.example.com", "legal_name": "Example GmbH",
             "address": "Beispielstr. 1, 10115 Berlin", "vat_id": "de123456789", "color": "#FFDD00",
             "logo_url": "https://www.example.com/logo.png"}
            """
        );
        Assert.Equal("DE123456789", branded.GetProperty("vat_id").GetString());
        Assert.Equal("#ffdd00", branded.GetProperty("color").GetString());
        var unbranded = await _client.PutAsync(
            "/api/programs/other",
            """
            {"name": "Other", "currency": "USD", "website": "https://www.example.com", "legal_name": " ",
             "address": " ", "vat_id": "12", "color": "yellow",
             "logo_url": "http://www.example.com/logo.png"}
            """,
            400
        );
        Assert.Equal(
            ["/address", "/color", "/legal_name", "/logo_url", "/vat_id"],
            unbranded.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order()
        );
        await _client.GetAsync("/api/programs?limit=1");
        var program = await _client.GetAsync(Program);
        await _client.GetAsync("/api/programs/none", 404);
        var charter = program
            .GetProperty("charter")
            .GetRawText()
            .Replace("customers that stay", "customers who stay", StringComparison.Ordinal);
        await _client.PutAsync($"{Program}/charter", charter);
        const string desk = "\"owner\":{\"name\":\"Program owner\"}";
        Assert.Contains(desk, charter, StringComparison.Ordinal);
        foreach (
            var (owner, stored) in new[]
            {
                ("\"Partner desk\"", """{"name":"Partner desk"}"""),
                ("""{"name":"Olive","email":"o@example.com"}""", """{"name":"Olive","email":"o@example.com"}"""),
            }
        )
        {
            var changed = await _client.PutAsync(
                $"{Program}/charter",
                charter.Replace(desk, $"\"owner\":{owner}", StringComparison.Ordinal)
            );
            Assert.Equal(stored, changed.GetProperty("workflow")[0].GetProperty("owner").GetRawText());
        }

        foreach (
            var (owner, pointer) in new[]
            {
                ("""{"name":"Olive","email":"olive"}""", "/workflow/0/owner/email"),
                ("""{"name":"Olive","email":7}""", "/workflow/0/owner"),
                ("""{"name":"Olive","mail":"o@example.com"}""", "/workflow/0/owner/mail"),
                ("""{"email":"o@example.com"}""", "/workflow/0/owner/name"),
                ("\"\"", "/workflow/0/owner/name"),
                ("7", "/workflow/0/owner"),
                ("null", "/workflow/0/owner"),
            }
        )
        {
            var refused = await _client.PutAsync(
                $"{Program}/charter",
                charter.Replace(desk, $"\"owner\":{owner}", StringComparison.Ordinal),
                400
            );
            Assert.Equal(pointer, Assert.Single(refused.GetProperty("errors").EnumerateObject()).Name);
            Assert.DoesNotContain("Affiliate.", refused.GetRawText(), StringComparison.Ordinal);
        }

        await _client.PutAsync($"{Program}/charter", charter);
        await _client.PutAsync(
            $"{Program}/components/payout_policy",
            """
            {"definition": "Who is paid", "inputs": ["ledger"], "owner": {"name": "Fay", "email": "fay@example.com"},
             "review_every_days": 30}
            """
        );
        const string named =
            """{"definition": "x", "inputs": ["y"], "owner": "Partner desk", "review_every_days": 30}""";
        var component = await _client.PutAsync("/api/programs/other/components/tracking_setup", named);
        Assert.Equal("""{"name":"Partner desk"}""", component.GetProperty("owner").GetRawText());
        await _client.GetAsync("/api/programs/other/components");
        await _client.PostAsync($"{Program}/components/payout_policy/reviewed", """{"reviewer": "Fay"}""");
        await _client.GetAsync($"{Program}/components");
        await _client.PostAsync("/api/programs/other/stage", """{"to": "pilot"}""", 409);
        await _client.PostAsync($"{Program}/stage", """{"to": "paused"}""");
        await _client.PostAsync($"{Program}/stage", """{"to": "pilot"}""");
    }

    private async Task ManageRuleBooksAsync()
    {
        const string Head = "\"schema\": \"affiliate-rules/1\", \"currency\": \"USD\"";
        var stored = await _client.PostAsync($"{Program}/rules", $$"""{ {{Head}}, "name": "Next", {{Rules}} }""", 201);
        var version = stored.GetProperty("version").GetInt32();
        await _client.PostAsync($"{Program}/rules", "{}", 400);
        var now = await _app.Running.NowAsync();
        var from = JsonSerializer.Serialize(new { effective_from = now.UtcDateTime.AddHours(-1) });
        await _client.PostAsync($"{Program}/rules/{version}/submit", from, 202);
        await _app.Running.WhenIdleAsync();
        var mail = await _app.Outbox.LastAsync(App.Owner, $"Approve rule book {version}");
        var link = mail.Link("/approve/").AbsolutePath;
        await _client.SendAsync(HttpMethod.Head, link, 200);
        await _client.GetAsync(link, accept: "text/html");
        await _client.PostTextAsync(link, "decision=perhaps", Form, 400);
        await _client.PostTextAsync(link, "decision=approve", "text/plain", 415);
        await _client.PostTextAsync(link, "decision=approve", Form);
        await _app.Running.WhenIdleAsync();
        await _client.GetAsync(link, 409, "text/html");
        await _client.GetAsync($"{Program}/rules");
        await _client.GetAsync($"{Program}/rules/current");
        const string January = """{"from": "2020-01-01", "to": "2020-02-01"}""";
        await _client.PostAsync($"{Program}/rules/{version}/simulate", January);
        var tried = $$"""{ {{Head}}, "name": "Tried", "commissions": []}""";
        foreach (var rules in new[] { $"\"version\": {version}", $"\"rules\": {tried}" })
        {
            await _client.PostAsync(
                $"{Program}/rules/evaluate",
                $$"""
                { {{rules}}, "customer": {"external_id": "c"}, "partner": {"id": "p1"},
                  "event": {"type": "sale", "amount": 10000, "currency": "USD", "occurred_at": "{{now:O}}"} }
                """
            );
        }
    }

    private async Task SignUpAsync()
    {
        const string terms = """{"version": "1", "text": "# Partner terms\n\nBe honest."}""";
        await _client.PutAsync($"{Program}/terms", terms, 201);
        await _client.PutAsync($"{Program}/terms", terms);
        await _client.PutAsync($"{Program}/terms", """{"version": "1", "text": "Be quick."}""", 409);
        await _client.PutAsync($"{Program}/terms", """{"version": "a b", "url": "http://www.example.com"}""", 400);
        await _client.GetAsync($"{Program}/terms");
        await _client.GetAsync("/terms/demo/1", accept: "text/html");
        await _client.GetAsync("/terms/demo/2", 404, "text/html");
        await _client.SendAsync(HttpMethod.Head, "/terms/demo/1", 200);
        await _client.SendAsync(HttpMethod.Head, "/terms/demo/2", 404);
        const string form =
            """{"questions": [{"id": "channel", "type": "choice", "label": "Channel", "choices": ["Blog", "Podcast"]}]}""";
        await _client.PutAsync($"{Program}/form", form);
        await _client.PutAsync($"{Program}/form", """{"questions": [{"id": "A B", "type": "date"}]}""", 400);
        await _client.GetAsync($"{Program}/form");
        await _client.GetAsync($"{Program}/form?version=1");
        await _client.GetAsync($"{Program}/form?version=9", 404);
        const string assets = """{"assets": [{"name": "Line", "kind": "text", "text": "Try it."}]}""";
        await _client.PutAsync($"{Program}/assets", assets);
        await _client.PutAsync($"{Program}/assets", """{"assets": [{"name": "Line", "kind": "text"}]}""", 400);
        await _client.GetAsync($"{Program}/assets");
        await _client.GetAsync("/apply/demo?invite=spring", accept: "text/html");
        await _client.SendAsync(HttpMethod.Head, "/apply/demo", 200);
        await _client.GetAsync("/apply/none", 404, "text/html");
        await _client.SendAsync(HttpMethod.Options, $"{Program}/applications", 204);
        var sent = await _client.PostAsync(
            $"{Program}/applications",
            """
            {"name": "Contact", "email": "pat@partner.example.org", "company": "Acme Agency", "country": "US",
             "website": "https://partner.example.org", "promotion_plan": "We write about it.",
             "terms_accepted": true, "terms_version": "1", "answers": {"channel": "Blog"}}
            """,
            202
        );
        const string fields =
            "name=Contact&email=pat@partner.example.org&company=Acme&country=US&website=https://partner.example.org"
            + "&promotion_plan=Plan&terms_accepted=on&terms_version=1&answers.channel=Blog";
        await _client.PostTextAsync($"{Program}/applications", fields, Form, 202, "text/html");
        const string thanks = "&next=https://www.example.com/thanks";
        await _client.PostTextAsync($"{Program}/applications", fields + thanks, Form, 303, "text/html");
        await _client.PostTextAsync($"{Program}/applications", fields + "&next=https://evil.example", Form, 400);
        await _client.PostTextAsync($"{Program}/applications", "name=Contact", Form, 400, "text/html");
        await _client.PostTextAsync($"{Program}/applications", "name=Contact", Form, 400);
        var mail = await _app.Outbox.LastAsync("pat@partner.example.org", "confirm");
        var link = mail.Link("/verify/").AbsolutePath;
        await _client.GetAsync(link, accept: "text/html");
        await _client.SendAsync(HttpMethod.Head, link, 200);
        await _client.PostAsync(link, null);
        await _app.DecideAsync(App.Owner, "Acme Agency", "approve");
        await _app.Running.WhenIdleAsync();
        await _client.GetAsync($"{Program}/applications?status=approved");
        await _client.GetAsync($"{Program}/applications?status=bogus&limit=0", 400);
        await _client.GetAsync($"{Program}/applications/{sent.GetProperty("application_id").GetString()}");
        await _client.GetAsync($"{Program}/applications/none", 404);
    }

    private async Task ManagePartnersAsync()
    {
        var partner = (await _client.GetAsync($"{Program}/partners")).GetProperty("data")[0];
        (_partner, _code) = (partner.GetProperty("id").GetString()!, partner.GetProperty("code").GetString()!);
        const string direct =
            """{"name": "Dora", "email": "dora@direct.example.org", "company": "Dora", "country": "US"}""";
        await _client.PostAsync($"{Program}/partners", direct, 201);
        await _client.PostAsync($"{Program}/partners", direct);
        const string file = "name,email,company,country\nIda,ida@ida.example.org,Ida,US\nIda,no address,Ida,US\n";
        await _client.PostTextAsync($"{Program}/partners/import?dry_run=true", file, "text/csv");
        await _client.PostTextAsync($"{Program}/partners/import", file, "text/csv");
        const string token = "email,first_name,last_name,token\njb@import.example.org,Jo,Bo,jb_007\n";
        await _client.PostTextAsync($"{Program}/partners/import?country=US", token, "text/csv");
        const string customers =
            "stripe_customer_id,email\ncus_old,jb@import.example.org\ncus_odd,nobody@example.org\n";
        await _client.PostTextAsync($"{Program}/customers/import?at=2026-01-31", customers, "text/csv");
        const string balances = "partner,amount\njb_007,12.50\nnobody,1\n";
        await _client.PostTextAsync($"{Program}/opening-balances/import", balances, "text/csv", 202);
        await _client.GetAsync($"{Program}/partners?status=active");
        await _client.SendAsync(
            HttpMethod.Patch,
            $"{Program}/partners/{_partner}",
            200,
            App.Json(
                """
                {"tax": {"form": "w8ben", "status": "verified"},
                 "payout": {"method": "ach", "details": {"account_holder": "Agency", "routing_number": "021000021", "account_number": "123456789", "account_type": "checking"}}}
                """
            )
        );
        await _client.PostAsync($"{Program}/partners/{_partner}/coupons", """{"code": "ACME10"}""");
        await CallLinksAsync($"{Program}/partners/{_partner}/links");
        await CallCertificationsAsync();
        await CallContactsAsync();
        await _client.PostAsync($"{Program}/partners/{_partner}/suspend", """{"reason": "A question"}""");
        await _client.PostAsync($"{Program}/partners/{_partner}/reinstate", null);
        var leaving = await _client.PostAsync(
            $"{Program}/partners",
            """{"name": "Lea", "email": "lea@partner.example.org", "company": "Lea Media", "country": "US"}""",
            201
        );
        var close = $"{Program}/partners/{leaving.GetProperty("id").GetString()}/close";
        await _client.PostAsync(close, """{"reason": "The end", "open_commissions": "later"}""", 400);
        await _client.PostAsync(close, """{"reason": "The end", "open_commissions": "hold"}""");
        await _client.PostAsync(close, """{"reason": "The end", "open_commissions": "pay"}""", 409);
        await _client.GetAsync($"{Program}/partners/{_partner}");
        await _client.GetAsync($"{Program}/partners/{_partner}/timeline");
        await _client.GetAsync($"{Program}/partners/none/timeline", 404);
        await _client.GetAsync($"{Program}/process?days=30");
        await _client.GetAsync($"{Program}/process?days=0", 400);
        await _client.GetAsync($"{Program}/approvals?limit=2");
        await _client.GetAsync($"{Program}/approvals?status=open&kind=review");
        await _client.GetAsync($"{Program}/approvals?status=bogus&kind=bogus", 400);
        await _client.GetAsync($"{Program}/partners/none", 404);
    }
}
