using System.Net;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using EndToEnd;
using Microsoft.Playwright;

namespace Browser;

/// <summary>The form of the README on a company's own site.</summary>
public sealed class OwnFormTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Partners = "https://partners.example.com";

    [SkippableFact]
    public async Task The_form_of_the_readme_signs_a_partner_up_and_leads_back_to_the_site()
    {
        var context = await chromium.ContextAsync();
        await using var app = await App.StartInMemoryAsync();
        await app.BeginPilotAsync("acme");
        await app.PutAsync("/api/programs/acme/form", Readme("json", "\"questions\""));
        var form = Readme("html", "/applications");
        await context.RouteAsync("**/*", route => AnswerAsync(route, app, $"<!doctype html><title>Site</title>{form}"));
        var page = await context.NewPageAsync();
        await page.GotoAsync("https://www.example.com/partners");
        await page.GetByLabel("Your name").FillAsync("Contact");
        await page.GetByLabel("E-mail").FillAsync("own@partner.example.org");
        await page.GetByLabel("Company").FillAsync("Own Form Agency");
        await page.GetByLabel("Website").FillAsync("https://partner.example.org");
        await page.GetByLabel("Country").FillAsync("US");
        await page.GetByLabel("How will you recommend us?").FillAsync("We write about it.");
        await page.GetByLabel("Where do you recommend us?").SelectOptionAsync("Podcast");
        await page.GetByLabel("How many listeners").FillAsync("1200");
        await page.GetByLabel("I accept the partner terms").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await page.WaitForURLAsync("https://www.example.com/thanks");

        Assert.Contains(
            "/verify/",
            (await app.Outbox.LastAsync("own@partner.example.org", "confirm")).Text,
            StringComparison.Ordinal
        );
        var application = (await app.GetAsync("/api/programs/acme/applications")).GetProperty("data")[0];
        Assert.Equal("""{"channel":"Podcast","listeners":1200}""", application.GetProperty("answers").GetRawText());
    }

    // The browser is given the site's pages, and what the application answers to the form.
    private static async Task AnswerAsync(IRoute route, App app, string site)
    {
        if (!route.Request.Url.StartsWith(Partners, StringComparison.Ordinal))
        {
            await route.FulfillAsync(new() { ContentType = "text/html", Body = site });
            return;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(route.Request.Url).AbsolutePath)
        {
            Content = new ByteArrayContent(route.Request.PostDataBuffer!),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", route.Request.Headers["content-type"]);
        request.Headers.TryAddWithoutValidation("Accept", route.Request.Headers["accept"]);
        using var answer = await app.Anonymous.SendAsync(request);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        await route.FulfillAsync(
            new()
            {
                Status = (int)answer.StatusCode,
                Headers = new Dictionary<string, string> { ["Location"] = answer.Headers.Location!.ToString() },
            }
        );
    }

    private static string Readme(string language, string containing) =>
        Regex
            .Matches(File.ReadAllText(ReadmePath()), $"```{language}\n(.*?)```", RegexOptions.Singleline)
            .Select(block => block.Groups[1].Value)
            .First(block => block.Contains(containing, StringComparison.Ordinal));

    private static string ReadmePath([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "README.md"));
}
