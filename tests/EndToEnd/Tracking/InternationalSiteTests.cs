using System.Net;

namespace EndToEnd.Tracking;

/// <summary>A program whose site has an international host name, by either spelling of it.</summary>
public sealed class InternationalSiteTests
{
    private const string Site = "https://www.xn--bcher-kva.example";

    [Fact]
    public async Task Links_forms_and_destinations_work_by_either_spelling()
    {
        await using var app = await App.StartInMemoryAsync();
        var slug = await app.BeginPilotAsync();
        var code = (await app.Pilot.AddPartnersAsync(slug, 1))[0].Code;
        var program = await app.PutAsync(
            $"/api/programs/{slug}",
            """
            {"name": "Demo partners", "currency": "USD", "website": "https://www.bücher.example/für",
             "allowed_origins": ["https://www.bücher.example"],
             "allowed_destinations": ["https://shop.bücher.example/", "shop.example.com", "http://shop.example.com:8443/x"]}
            """
        );
        Assert.Equal(
            ["shop.bücher.example", "shop.example.com", "shop.example.com:8443"],
            program.GetProperty("allowed_destinations").EnumerateArray().Select(host => host.GetString())
        );
        foreach (
            var (query, expected) in new[]
            {
                ("", $"{Site}/f%C3%BCr?click_id="),
                ("?to=https://evil.example/", $"{Site}/f%C3%BCr?click_id="),
                ("?to=https://shop.bücher.example/ü", "https://shop.xn--bcher-kva.example/%C3%BC?click_id="),
                ("?to=https://shop.xn--bcher-kva.example/", "https://shop.xn--bcher-kva.example/?click_id="),
                ("?to=https://shop.example.com:8443/a", "https://shop.example.com:8443/a?click_id="),
            }
        )
        {
            using var visit = await app.Anonymous.GetAsync(new Uri($"/r/{code}{query}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.Redirect, visit.StatusCode);
            Assert.StartsWith(expected, Assert.Single(visit.Headers.GetValues("Location")), StringComparison.Ordinal);
        }

        using var preflight = new HttpRequestMessage(HttpMethod.Options, $"/api/programs/{slug}/applications");
        preflight.Headers.Add("Origin", Site);
        using var allowed = await app.Anonymous.SendAsync(preflight);
        Assert.Equal(Site, Assert.Single(allowed.Headers.GetValues("Access-Control-Allow-Origin")));

        using var sent = await app.PostFormAsync(
            new Uri($"/api/programs/{slug}/applications", UriKind.Relative),
            ("name", "Contact"),
            ("email", "bob@bob.example.org"),
            ("company", "Example Media"),
            ("website", "https://media.example.org"),
            ("country", "US"),
            ("promotion_plan", "We write about it."),
            ("terms_accepted", "on"),
            ("terms_version", "1"),
            ("next", "https://www.bücher.example/danke")
        );
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        Assert.Equal($"{Site}/danke", Assert.Single(sent.Headers.GetValues("Location")));
    }

    [Theory]
    [InlineData("ftp://shop.example.com/")]
    [InlineData("https://user@shop.example.com/")]
    [InlineData("https://")]
    [InlineData("shop.example.com/path")]
    [InlineData("")]
    public async Task A_destination_that_is_neither_a_host_nor_an_address_is_refused(string destination)
    {
        await using var app = await App.StartInMemoryAsync();
        using var content = App.Json(
            $$"""{"name": "Other", "currency": "USD", "website": "https://www.example.com", "allowed_destinations": ["{{destination}}"]}"""
        );
        using var refused = await app.Http.PutAsync(new Uri("/api/programs/other", UriKind.Relative), content);
        Assert.Equal(["/allowed_destinations/0"], (await App.ReadProblemAsync(refused)).Errors!.Keys);
    }
}
