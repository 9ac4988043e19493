using LocalHost.Hosting;
using LocalHost.Workers;
using Microsoft.Extensions.Configuration;

namespace LocalHost.Tests.Worker;

public sealed class StartProblemTests
{
    [Fact]
    public async Task Every_mistake_is_told_at_once_with_its_function()
    {
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() =>
            LocalHost.StartAsync(new() { FunctionTypes = [typeof(BrokenFunctions)], HostJson = new() }));

        var told = refused.Problems.ToLookup(problem => problem.About, problem => problem.What);
        Assert.Equal(
            [
                "LocalHost.Tests.Worker.BrokenFunctions.OddName", "BadConstraint", "BadRoute", "NeedsService", "NoTrigger",
                "OddParameter", "OddTrigger", "SameRouteToo", "TwoTriggers", "twice",
            ],
            told.Select(one => one.Key).Order(StringComparer.Ordinal));
        Assert.Contains("'api/c/{d:shoe}' has the unknown constraint 'shoe'", told["BadConstraint"].Single(), StringComparison.Ordinal);
        Assert.Contains("POST /api/Same/{y}, and so does SameRoute", told["SameRouteToo"].Single(), StringComparison.Ordinal);
        Assert.Contains("has 0 trigger parameters", told["NoTrigger"].Single(), StringComparison.Ordinal);
        Assert.Contains("has 2 trigger parameters", told["TwoTriggers"].Single(), StringComparison.Ordinal);
        Assert.Contains("'version'", told["OddParameter"].Single(), StringComparison.Ordinal);
        Assert.Contains(nameof(IUnregistered), told["NeedsService"].Single(), StringComparison.Ordinal);
        Assert.All(refused.Problems, problem => Assert.EndsWith(".", problem.Mend, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_prefix_a_route_may_not_begin_with_a_word_of_the_host()
    {
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => LocalHost.StartAsync(new()
        {
            FunctionTypes = [typeof(BrokenFunctions)],
            HostJson = new() { Extensions = new() { Http = new() { RoutePrefix = "" } } },
        }));
        Assert.Contains(refused.Problems, problem => problem.About == "ReservedRoute");
    }

    [Fact]
    public void A_placeholder_is_filled_from_the_settings_or_named()
    {
        var settings = new Settings(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Queue"] = "events", ["Site:Name"] = "shop" })
            .Build());
        Assert.True(settings.TryExpand("%Queue%-%Site__Name%", out var expanded, out _));
        Assert.Equal("events-shop", expanded);
        Assert.False(settings.TryExpand("%Queue%-%Absent%", out _, out var missing));
        Assert.Equal("Absent", missing);
    }

    [Theory]
    [InlineData(null, "the default")]
    [InlineData("Storage", "the default")]
    [InlineData("Archive", "with its prefix")]
    [InlineData("Other", "plain")]
    [InlineData("Absent", null)]
    public void A_connection_is_found_with_the_platforms_prefix_or_without(string? name, string? connection)
    {
        var settings = new Settings(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["AzureWebJobsStorage"] = "the default",
                ["AzureWebJobsArchive"] = "with its prefix",
                ["Archive"] = "not this",
                ["Other"] = "plain",
            })
            .Build());
        Assert.Equal(connection, settings.ConnectionString(name));
    }
}
