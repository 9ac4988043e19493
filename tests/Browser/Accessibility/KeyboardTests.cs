using EndToEnd;
using Microsoft.Playwright;

namespace Browser.Accessibility;

/// <summary>The sign-up form with questions of all types, by keyboard alone and with the page's own script.</summary>
public sealed class KeyboardTests(Chromium chromium) : IClassFixture<Chromium>
{
    [SkippableFact]
    public async Task The_form_is_filled_in_and_sent_by_keyboard_and_asks_only_what_the_answers_need()
    {
        var context = await chromium.ContextAsync();
        var page = await context.NewPageAsync();
        var faults = new List<string>();
        page.Console += (_, message) => faults.AddRange(message.Type == "error" ? [message.Text] : []);
        await using var app = await App.StartInMemoryAsync();
        var slug = await app.BeginPilotAsync();
        await app.PutAsync($"/api/programs/{slug}/form", PublicPages.AllTypes);
        await page.GotoAsync(new Uri(app.Http.BaseAddress!, $"/apply/{slug}").ToString());
        await Assertions.Expect(page.GetByLabel("How many listeners")).ToBeHiddenAsync();
        await Assertions.Expect(page.GetByLabel("Your clients")).ToBeHiddenAsync();
        await app.Running.AdvanceAsync(TimeSpan.FromSeconds(5));

        // The first stop is the link to the company's site.
        await TabAsync(page, null);
        await TypeAsync(page, "name", "Contact");
        await TypeAsync(page, "email", "keys@partner.example.org");
        await TypeAsync(page, "company", "Keyboard Agency");
        await TypeAsync(page, "website", "https://partner.example.org");
        await TypeAsync(page, "country", "US");
        await TypeAsync(page, "promotion_plan", "We write about it.");
        await TypeAsync(page, "audience", "Engineers");
        await TypeAsync(page, "answers.team", "Two");
        await TypeAsync(page, "answers.story", "Long");
        await TabAsync(page, "answers.channel");
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("ArrowDown");
        await TypeAsync(page, "answers.listeners", "1200");
        await TabAsync(page, "answers.regions");
        await page.Keyboard.PressAsync("Space");
        await TabAsync(page, "answers.regions");
        await TabAsync(page, "answers.regions");
        await page.Keyboard.PressAsync("Space");
        await TypeAsync(page, "answers.page", "https://partner.example.org/best");
        await TabAsync(page, "answers.agency");
        await TabAsync(page, "answers.seat");
        await page.Keyboard.TypeAsync("Germ");
        await TabAsync(page, "terms_accepted");
        await page.Keyboard.PressAsync("Space");
        await TabAsync(page, null);
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.GetByRole(AriaRole.Heading)).ToContainTextAsync("confirm your address");
        Assert.Empty(faults);
        var application = (await app.GetAsync($"/api/programs/{slug}/applications")).GetProperty("data")[0];
        Assert.Equal(
            """
            {"team":"Two","story":"Long","channel":"Podcast","listeners":1200,"regions":["EU","Asia"],"page":"https://partner.example.org/best","agency":false,"seat":"DE"}
            """,
            application.GetProperty("answers").GetRawText()
        );
    }

    private static async Task TypeAsync(IPage page, string name, string text)
    {
        await TabAsync(page, name);
        await page.Keyboard.TypeAsync(text);
    }

    // The focus goes to the field of that name, and can be seen there.
    private static async Task TabAsync(IPage page, string? name)
    {
        await page.Keyboard.PressAsync("Tab");
        var focused = await page.EvaluateAsync<string?>("document.activeElement.getAttribute('name')");
        Assert.Equal(name, focused);
        Assert.NotEqual(
            "none",
            await page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle")
        );
    }
}
