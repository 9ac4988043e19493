using System.Net;
using Testing.Answers;

namespace EndToEnd.Payouts;

/// <summary>A partner enters by links how it is paid.</summary>
public sealed class PayeeTests() : CycleStory(Rules)
{
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}], "hold_days": 0,
        "payout": {"minimum": 100, "require": ["tax_form", "payout_details"]}
        """;

    [Fact]
    public async Task A_partner_enters_its_account_is_paid_and_changes_it_after_a_failure()
    {
        var partner = await Month.PartnerAsync("Own Agency", withDetails: false);
        var welcome = await App.Outbox.LastAsync(partner.Email, "Welcome");
        Assert.Contains("pay what is due", welcome.Text);
        var link = welcome.Link("/payout-details/");
        var page = await App.Anonymous.GetStringAsync(link);
        Assert.Contains("Routing number", page);
        Assert.DoesNotContain("SEPA", page);
        using var tooLarge = await App.PostFormAsync(link, ("account_holder", new string('x', 70_000)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
        Assert.Contains(
            "a digit is mistyped",
            await EnterAsync(link, "445566778", "021000022", HttpStatusCode.BadRequest)
        );
        Assert.Null((await PartnerAsync(partner)).Payout.Method);

        Assert.Contains("Go to your tax form", await EnterAsync(link, "445566778"));
        using var tax = await App.PostFormAsync(
            new Uri($"{link}/tax-form"),
            ("form", "w9"),
            ("name", "Own Agency"),
            ("tin", "12-3456789"),
            ("signed_by", "Contact"),
            ("certified", "true")
        );
        Assert.Equal(HttpStatusCode.OK, tax.StatusCode);
        await Month.SellAsync(partner, "one", 10_000);
        var period = await Month.CloseAsync();
        await App.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");
        var file = Assert.Single((await Program.CycleAsync(period)).Files).Name;
        var content = await App.Http.GetStringAsync(
            new Uri($"/api/programs/{Slug}/cycles/{period}/files/{file}", UriKind.Relative)
        );
        Assert.Contains("445566778", content);

        await Month.SettleAsync(period, $"partner,status,reason\n{partner.Id},failed,The account is closed\n");
        var failure = await App.Outbox.LastAsync(partner.Email, $"We could not pay you for {period}");
        Assert.Contains("The account is closed", failure.Text);
        var second = failure.Link("/payout-details/");
        Assert.Contains("Please confirm", await EnterAsync(second, "887766554"));
        Assert.Equal("Account ending 6778", (await PartnerAsync(partner)).Payout.Summary);
        var request = await App.Outbox.LastAsync(partner.Email, "Please confirm your new payout details");
        using var confirmed = await App.PostFormAsync(
            request.Links.First(address =>
                address.AbsolutePath.StartsWith("/payout-changes/", StringComparison.Ordinal)
            )
        );
        Assert.Equal(HttpStatusCode.OK, confirmed.StatusCode);
        var payout = (await PartnerAsync(partner)).Payout;
        Assert.Equal("Account ending 6554", payout.Summary);
        Assert.NotNull(payout.HeldUntil);
        Assert.NotEmpty(await App.Outbox.ListAsync(partner.Email, "Your payout details have changed"));

        await EnterAsync(second, "887766554");
        Assert.Contains("has been used", await EnterAsync(second, "111122223", status: HttpStatusCode.Conflict));
        Assert.Contains("has expired", await EnterAsync(link, "111122223", status: HttpStatusCode.Gone));
        using var renewed = await App.PostFormAsync(new Uri($"{link}/new-link"));
        Assert.Equal(HttpStatusCode.OK, renewed.StatusCode);
        var renewal = await App.Outbox.LastAsync(partner.Email, "Your link for payout details");
        Assert.Contains(
            "We pay you to Account ending 6554 now.",
            await App.Anonymous.GetStringAsync(renewal.Link("/payout-details/"))
        );
        Assert.Equal(
            ["payout_details_entered", "tax_form_submitted", "payout_change_requested", "payout_details_changed"],
            (await Program.AuditAsync())
                .Select(record => record.Action)
                .Where(action =>
                    action.StartsWith("payout_details", StringComparison.Ordinal)
                    || action.StartsWith("payout_change", StringComparison.Ordinal)
                    || action.StartsWith("tax_form", StringComparison.Ordinal)
                )
        );
        Assert.True((await Program.VerifyAuditAsync()).Ok);
        await VerifyAsync();
    }

    private async Task<PartnerJson> PartnerAsync(PartnerJson partner) =>
        (await Program.PartnersAsync()).Single(stored => stored.Id == partner.Id);

    private async Task<string> EnterAsync(
        Uri link,
        string account,
        string routing = "021000021",
        HttpStatusCode status = HttpStatusCode.OK
    )
    {
        using var answer = await App.PostFormAsync(
            link,
            ("method", "ach"),
            ("account_holder", "Own Agency"),
            ("routing_number", routing),
            ("account_number", account),
            ("account_type", "checking")
        );
        Assert.Equal(status, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }
}
