using System.Net;
using EndToEnd.Payouts;
using Testing;

namespace EndToEnd.PartnerPages;

/// <summary>A partner chooses its e-mails on its page, and gets those that it wants.</summary>
public sealed class PartnerNotificationTests
{
    private const string Page = "/partner/demo/notifications";

    [Fact]
    public async Task Statements_that_are_switched_off_on_the_page_are_not_sent_and_the_choice_is_kept()
    {
        await using var app = await App.StartInMemoryAsync();
        await app.AdvanceToNextMonthAsync();
        await app.BeginPilotAsync();
        var month = new ProgramMonth(app, "demo");
        var silent = await month.PartnerAsync("Silent Agency", withDetails: false);
        var other = await month.PartnerAsync("Other Agency", withDetails: false);
        var browser = new PartnerBrowser(app.Running);
        await browser.SignInAsync(silent.Email);
        Assert.Matches(Checked("statements"), await browser.ReadAsync(Page));

        using (var saved = await browser.PostAsync(Page, ("commission_news", "true"), ("lead_reminders", "true")))
        {
            Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
            var shown = await saved.Content.ReadAsStringAsync();
            Assert.Contains("Your choice is saved.", shown, StringComparison.Ordinal);
        }

        var page = await browser.ReadAsync(Page);
        Assert.DoesNotMatch(Checked("statements"), page);
        Assert.DoesNotMatch(Checked("coaching"), page);
        Assert.Matches(Checked("commission_news"), page);
        var stored = (await app.GetAsync($"/api/programs/demo/partners/{silent.Id}")).GetProperty("notifications");
        Assert.Equal(
            (false, true, false, true, false),
            (
                stored.GetProperty("statements").GetBoolean(),
                stored.GetProperty("commission_news").GetBoolean(),
                stored.GetProperty("coaching").GetBoolean(),
                stored.GetProperty("lead_reminders").GetBoolean(),
                stored.GetProperty("certification_reminders").GetBoolean()
            )
        );

        await month.SellAsync(silent, "s1", 10_000);
        await month.SellAsync(other, "s2", 10_000);
        await month.CloseAsync();
        await app.Outbox.LastAsync(other.Email, "Your statement of");
        Assert.DoesNotContain(
            await app.Outbox.ListAsync(silent.Email),
            mail => mail.Subject.StartsWith("Your statement of", StringComparison.Ordinal)
        );
    }

    private static string Checked(string field) => $"<input[^>]*name=\"{field}\"[^>]*\\bchecked\\b";
}
