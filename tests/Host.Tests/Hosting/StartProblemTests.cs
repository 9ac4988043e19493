using LocalHost.Hosting;
using LocalHost.Http;
using LocalHost.Workers;
using LocalHost.Workers.Protocol;
using Microsoft.Extensions.Configuration;

namespace LocalHost.Tests.Hosting;

public sealed class StartProblemTests
{
    [Fact]
    public void Every_mistake_is_reported_at_once_with_its_function()
    {
        var functions = new FunctionCatalog();
        functions.Set([
            Http("BadConstraint", "c/{d:shoe}"),
            Http("BadRoute", "a/{b"),
            Http("SameRoute", "same/{x}", "post"),
            Http("SameRouteToo", "Same/{y}", "post"),
            Http("OtherMethod", "same/{z}", "get"),
            Of("OddTrigger", """{"name": "e", "type": "eventGridTrigger", "direction": "In"}"""),
        ]);

        var problems = new FunctionCheck(functions, new HttpRoutes("api"), [])
            .FindProblems()
            .ToDictionary(problem => problem.About);

        Assert.Equal(
            ["BadConstraint", "BadRoute", "OddTrigger", "SameRouteToo"],
            problems.Keys.Order(StringComparer.Ordinal)
        );
        Assert.Contains(
            "'api/c/{d:shoe}' has the unknown constraint 'shoe'",
            problems["BadConstraint"].What,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "POST /api/Same/{y}, and so does SameRoute",
            problems["SameRouteToo"].What,
            StringComparison.Ordinal
        );
        Assert.Contains("eventGridTrigger", problems["OddTrigger"].What, StringComparison.Ordinal);
        Assert.All(problems.Values, problem => Assert.EndsWith(".", problem.Mend, StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_prefix_a_route_may_not_begin_with_a_word_of_the_host()
    {
        var functions = new FunctionCatalog();
        functions.Set([Http("Reserved", "local/files"), Http("Free", "locals")]);
        Assert.Equal("Reserved", Assert.Single(new HttpRoutes("").Validate(functions)).About);
    }

    [Fact]
    public void A_route_that_the_platforms_host_and_worker_read_differently_is_refused()
    {
        var functions = new FunctionCatalog();
        functions.Set([Http("Empty", ""), Http("Slash", "/"), Http("Root", "{nothing:maxlength(0)?}")]);
        var problems = new HttpRoutes("").Validate(functions).ToList();
        Assert.Equal(["Empty", "Slash"], problems.Select(problem => problem.About));
        Assert.All(problems, problem => Assert.Contains("{nothing:maxlength(0)?}", problem.Mend));
    }

    [Fact]
    public void A_placeholder_is_filled_from_the_settings_or_named()
    {
        var settings = new Settings(
            new ConfigurationBuilder()
                .AddInMemoryCollection(new Dictionary<string, string?> { ["Queue"] = "events", ["Site:Name"] = "shop" })
                .Build()
        );
        Assert.True(settings.TryExpand("%Queue%-%Site__Name%", out var expanded, out _));
        Assert.Equal("events-shop", expanded);
        Assert.False(settings.TryExpand("%Queue%-%Absent%", out _, out var missing));
        Assert.Equal("Absent", missing);
    }

    [Theory]
    [InlineData("", "The setting is missing.")]
    [InlineData("nonsense", "The setting is not a connection string.")]
    [InlineData("AccountName=a;AccountKey=not-base64", "The setting is not a connection string.")]
    public async Task A_storage_setting_that_cannot_be_used_is_said_to_be_so(string storage, string problem)
    {
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => SampleApp.StartAsync(storage));

        var found = Assert.Single(refused.Problems);
        Assert.Equal(("AzureWebJobsStorage", problem), (found.About, found.What));
    }

    [Theory]
    [InlineData(null, "the default")]
    [InlineData("Storage", "the default")]
    [InlineData("Archive", "with its prefix")]
    [InlineData("Other", "plain")]
    [InlineData("Absent", null)]
    public void A_connection_is_found_with_the_platforms_prefix_or_without(string? name, string? connection)
    {
        var settings = new Settings(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    new Dictionary<string, string?>
                    {
                        ["AzureWebJobsStorage"] = "the default",
                        ["AzureWebJobsArchive"] = "with its prefix",
                        ["Archive"] = "not this",
                        ["Other"] = "plain",
                    }
                )
                .Build()
        );
        Assert.Equal(connection, settings.ConnectionString(name));
    }

    private static WorkerFunction Http(string name, string route, string method = "get") =>
        Of(
            name,
            $$"""{"name": "request", "type": "httpTrigger", "direction": "In", "route": "{{route}}", "methods": ["{{method}}"]}"""
        );

    private static WorkerFunction Of(string name, string binding) =>
        new(
            new RpcFunctionMetadata
            {
                Name = name,
                FunctionId = name,
                RawBindings = { binding },
            }
        );
}
