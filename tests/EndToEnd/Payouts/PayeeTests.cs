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
        Assert.Contains(
            "Choose one of the forms that fit your country.",
            await SubmitAsync(link, "w8bene", "12-3456789", HttpStatusCode.BadRequest)
        );
        Assert.Contains(
            "Give nine digits, such as 123-45-6789 (SSN) or 12-3456789 (EIN).",
            await SubmitAsync(link, "w9", "12-345678", HttpStatusCode.BadRequest)
        );
        await SubmitAsync(link, "w9", "12-3456789");
        await Month.SellAsync(partner, "one", 10_000);
        var period = await Month.CloseAsync();
        await App.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");
        Assert.Contains("445566778", await Month.ReadFileAsync(period));

        await Month.SettleAsync(period, $"partner,status,reason\n{partner.Id},failed,The account is closed\n");
        var failure = await App.Outbox.LastAsync(partner.Email, $"We could not pay you for {period}");
        Assert.Contains("The account is closed", failure.Text);
        var second = failure.Link("/payout-details/");
        Assert.Contains("Please confirm", await EnterAsync(second, "887766554"));
        Assert.Equal("Account ending 6778", (await PartnerAsync(partner)).Payout.Summary);
        var (confirm, dispute) = await ChangeLinksAsync(partner);
        var changedAfter = await App.Running.NowAsync();
        await PressAsync(confirm, HttpStatusCode.OK, "Your new payout details are confirmed");
        var payout = (await PartnerAsync(partner)).Payout;
        Assert.Equal("Account ending 6554", payout.Summary);
        Assert.InRange(payout.HeldUntil!.Value, changedAfter.AddDays(3), (await App.Running.NowAsync()).AddDays(3));
        Assert.NotEmpty(await App.Outbox.ListAsync(partner.Email, "Your payout details have changed"));
        await DisputeAsync(dispute);

        await EnterAsync(second, "887766554");
        Assert.Contains("has been used", await EnterAsync(second, "111122223", status: HttpStatusCode.Conflict));
        await App.Running.SkipAsync(TimeSpan.FromDays(14));
        Assert.Contains("has expired", await EnterAsync(link, "111122223", status: HttpStatusCode.Gone));
        using var renewed = await App.PostFormAsync(new Uri($"{link}/new-link"));
        Assert.Equal(HttpStatusCode.OK, renewed.StatusCode);
        var renewal = (await App.Outbox.LastAsync(partner.Email, "Your link for payout details")).Link(
            "/payout-details/"
        );
        Assert.Contains("We pay you to Account ending 6554 now.", await App.Anonymous.GetStringAsync(renewal));
        await LetChangeExpireAsync(renewal, partner);
        Assert.Equal(
            [
                "payout_details_entered",
                "tax_form_submitted",
                "payout_change_requested",
                "payout_details_changed",
                "payout_change_disputed",
                "payout_change_requested",
                "payout_change_expired",
            ],
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

    // The partner reports by the other link that somebody else has confirmed.
    private async Task DisputeAsync(Uri dispute)
    {
        Assert.Contains("The new payout details were confirmed", await App.Anonymous.GetStringAsync(dispute));
        Assert.Empty(await App.Outbox.ListAsync(App.Finance, "has not asked for its new payout details"));
        await PressAsync(dispute, HttpStatusCode.OK, "The finance team is informed");
        await App.Running.WhenIdleAsync();
        var told = Assert.Single(
            await App.Outbox.ListAsync(App.Finance, "Own Agency has not asked for its new payout details")
        );
        Assert.Contains("Account ending 6778", told.Text);
        Assert.Contains("Account ending 6554", told.Text);
    }

    private async Task LetChangeExpireAsync(Uri link, PartnerJson partner)
    {
        Assert.Contains("Please confirm", await EnterAsync(link, "111122223"));
        var (confirm, _) = await ChangeLinksAsync(partner);
        await App.Running.SkipAsync(TimeSpan.FromDays(8));
        await PressAsync(confirm, HttpStatusCode.Gone, "This link has expired");
        Assert.Equal("Account ending 6554", (await PartnerAsync(partner)).Payout.Summary);
        Assert.Single(await App.Outbox.ListAsync(partner.Email, "Your new payout details were not confirmed"));
    }

    private async Task<(Uri Confirm, Uri Dispute)> ChangeLinksAsync(PartnerJson partner)
    {
        var mail = await App.Outbox.LastAsync(partner.Email, "Please confirm your new payout details");
        var links = mail
            .Links.Where(address => address.AbsolutePath.StartsWith("/payout-changes/", StringComparison.Ordinal))
            .ToList();
        return (links[0], links[^1]);
    }

    private async Task PressAsync(Uri link, HttpStatusCode status, string title)
    {
        using var answer = await App.PostFormAsync(link);
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(title, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
    }

    private async Task<string> SubmitAsync(Uri link, string form, string tin, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var answer = await App.PostFormAsync(
            new Uri($"{link}/tax-form"),
            ("form", form),
            ("name", "Own Agency"),
            ("tin", tin),
            ("signed_by", "Contact"),
            ("certified", "true")
        );
        Assert.Equal(status, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
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
