using System.Net;
using System.Text;
using System.Text.Json;

namespace EndToEnd.Onboarding;

/// <summary>An application that two persons approve by link, the second of them signed in.</summary>
public sealed class SecondPersonTests
{
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}],
        "onboarding": {"second_person": {"field": "application.country", "op": "equals", "value": "US"}}
        """;

    [Fact]
    public async Task The_second_person_signs_in_and_approves_what_the_first_has_approved()
    {
        await using var app = await App.StartInMemoryAsync(
            new Dictionary<string, string?>
            {
                ["Approvals__SignIn__Trusted"] = "true",
                ["Approvals__SignIn__RequiredFor"] = "second_person",
            }
        );
        var slug = await app.BeginPilotAsync(rules: Rules);
        var id = await app.ApplyAsync(slug, "ann@agency.example.org");
        await app.ConfirmAsync("ann@agency.example.org");
        var first = await app.Outbox.LastAsync(App.Owner, "Approve the application of Acme Agency");
        Assert.Contains("Two different persons must approve", first.Text, StringComparison.Ordinal);

        await app.DecideAsync(App.Owner, "Approve the application of Acme Agency", "approve");

        var application = $"/api/programs/{slug}/applications/{id}";
        Assert.Equal("pending_approval", (await app.GetAsync(application)).GetProperty("status").GetString());
        var second = await app.Outbox.LastAsync(App.Backup, "Second approval of the application of Acme Agency");
        Assert.Contains(App.Owner, second.Text, StringComparison.Ordinal);
        var link = second.Link("/approve/");

        using var stranger = await DecideAsync(app, link, address: null);
        using var other = await DecideAsync(app, link, App.Owner);
        Assert.Equal(HttpStatusCode.Forbidden, stranger.StatusCode);
        Assert.Contains("/.auth/login/aad?", await stranger.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
        Assert.Equal("pending_approval", (await app.GetAsync(application)).GetProperty("status").GetString());

        using var decided = await DecideAsync(app, link, App.Backup);
        Assert.Equal(HttpStatusCode.OK, decided.StatusCode);
        await app.Running.WhenIdleAsync();
        var approved = await app.GetAsync(application);
        Assert.Equal("approved", approved.GetProperty("status").GetString());
        Assert.Equal(App.Backup, approved.GetProperty("decided_by").GetString());
        var approvals = await app.GetAsync($"/api/programs/{slug}/approvals?kind=application");
        Assert.Equal(
            [null, "aad"],
            approvals
                .GetProperty("data")
                .EnumerateArray()
                .Select(approval =>
                    approval.GetProperty("outcome").TryGetProperty("signed_in_with", out var with)
                        ? with.GetString()
                        : null
                )
        );
    }

    private static async Task<HttpResponseMessage> DecideAsync(App app, Uri link, string? address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, link)
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("decision", "approve")]),
        };
        if (address is not null)
        {
            var principal = new
            {
                auth_typ = "aad",
                claims = new[] { new { typ = "preferred_username", val = address } },
                name_typ = "name",
                role_typ = "roles",
            };
            request.Headers.Add(
                "X-MS-CLIENT-PRINCIPAL",
                Convert.ToBase64String(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(principal)))
            );
        }

        return await app.Anonymous.SendAsync(request);
    }
}
