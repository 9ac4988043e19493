using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using Testing;

namespace EndToEnd;

/// <summary>The application as it is started on a laptop, in this process and as a process of its own.</summary>
public sealed class StartTests
{
    private static Assembly App { get; } = Assembly.Load("AffiliateFunctions");

    [Fact]
    public async Task The_application_starts_and_is_healthy()
    {
        await using var app = await RunningApp.StartAsync(App);

        using var health = await app.Anonymous.GetAsync(new Uri("/api/health", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task A_killed_application_goes_on_from_what_it_stored_and_from_its_time()
    {
        string storage;
        DateTimeOffset reached;
        await using (var app = await AppProcess.StartAsync())
        {
            storage = app.Storage;
            reached = await app.AdvanceAsync(TimeSpan.FromDays(3));
            using var put = await app.Http.PutAsJsonAsync("/api/programs/demo", Program);
            Assert.True(put.StatusCode == HttpStatusCode.Created, await put.Content.ReadAsStringAsync());
            await app.KillAsync();
        }

        await using var again = await AppProcess.StartAsync(storage);

        Assert.InRange(await again.NowAsync() - reached, TimeSpan.Zero, TimeSpan.FromMinutes(2));
        var program = await again.Http.GetFromJsonAsync<JsonElement>("/api/programs/demo");
        Assert.Equal("Partner program", program.GetProperty("name").GetString());
    }

    private static object Program =>
        new
        {
            name = "Partner program",
            currency = "USD",
            website = "https://www.example.com",
            allowed_origins = new[] { "https://www.example.com" },
            allowed_destinations = Array.Empty<string>(),
        };
}
