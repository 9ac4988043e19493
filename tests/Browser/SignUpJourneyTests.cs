using EndToEnd;
using Microsoft.Playwright;

namespace Browser;

/// <summary>
/// A sign-up as people see it: the form, the mails, the pages behind their links; all without script.
/// </summary>
public sealed class SignUpJourneyTests(Chromium chromium) : IClassFixture<Chromium>
{
    [SkippableTheory]
    [InlineData(360)]
    [InlineData(1200)]
    public async Task A_partner_applies_confirms_and_is_approved_in_a_browser(int width)
    {
        var page = await chromium.PageAsync(width);
        await using var app = await App.StartAsync();
        var slug = await app.BeginPilotAsync();

        await page.GotoAsync(new Uri(app.Http.BaseAddress!, $"/apply/{slug}").ToString());
        await FitsAsync(page, width);
        await page.GetByLabel("Your name").FillAsync("Contact");
        await page.GetByLabel("E-mail").FillAsync("journey@partner.example.org");
        await page.GetByLabel("Company").FillAsync("Journey Agency");
        await page.GetByLabel("Website").FillAsync("https://partner.example.org");
        await page.GetByLabel("Country").FillAsync("US");
        await page.GetByLabel("How will you recommend us?").FillAsync("We write about it.");
        await page.GetByLabel("I accept the partner terms").CheckAsync();
        await app.Running.AdvanceAsync(TimeSpan.FromSeconds(5));
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading)).ToContainTextAsync("confirm your address");

        await page.GotoAsync(
            (await app.Outbox.LastAsync("journey@partner.example.org", "confirm")).Link("/verify/").ToString()
        );
        await FitsAsync(page, width);
        await page.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading)).ToContainTextAsync("Thank you");

        await page.GotoAsync((await app.Outbox.LastAsync(App.Owner, "Journey Agency")).Link("/approve/").ToString());
        await FitsAsync(page, width);
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve the application" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading)).ToContainTextAsync("Thank you");
        Assert.Contains("/r/", (await app.Outbox.LastAsync("journey@partner.example.org", "Welcome")).Text);
    }

    [SkippableFact]
    public async Task A_decision_without_its_reason_is_asked_for_again_with_what_was_entered()
    {
        var page = await chromium.PageAsync(360);
        await using var app = await App.StartAsync();
        var slug = await app.BeginPilotAsync();
        await app.ApplyAsync(slug, "again@partner.example.org");
        await app.ConfirmAsync("again@partner.example.org");
        await page.GotoAsync((await app.Outbox.LastAsync(App.Owner, "Acme Agency")).Link("/approve/").ToString());
        await page.GetByLabel("Message to the applicant").FillAsync("<b>Seen</b>");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reject the application" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Give a reason for this decision.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByLabel("Message to the applicant")).ToHaveValueAsync("<b>Seen</b>");
    }

    // Nothing is wider than the screen, and every field has a name.
    private static async Task FitsAsync(IPage page, int width)
    {
        var body = await page.Locator("main").BoundingBoxAsync();
        Assert.True(
            body!.X >= 0 && body.X + body.Width <= width,
            $"The page is {body.Width} wide on a screen of {width}."
        );
        foreach (var field in await page.Locator("input:not([type=hidden]), textarea").AllAsync())
        {
            var box = await field.BoundingBoxAsync();
            Assert.True(box is null || box.X + box.Width <= width, "A field goes beyond the screen.");
        }
    }
}
