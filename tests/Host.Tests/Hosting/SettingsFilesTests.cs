using System.Text.Json;
using LocalHost.Hosting;

namespace LocalHost.Tests.Hosting;

public sealed class SettingsFilesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory().FullName;

    [Fact]
    public void Where_host_json_is_silent_the_platforms_defaults_apply()
    {
        var host = HostJson.Read(Write("host.json", """{ "version": "2.0", /* nothing else */ }"""));
        Assert.Equal("api", host.Extensions.Http.RoutePrefix);
        Assert.Equal(16, host.Extensions.Queues.BatchSize);
        Assert.Null(host.Extensions.Queues.NewBatchThreshold);
        Assert.Equal(5, host.Extensions.Queues.MaxDequeueCount);
        Assert.Equal(TimeSpan.FromMinutes(1), host.Extensions.Queues.MaxPollingInterval);
        Assert.Equal(TimeSpan.Zero, host.Extensions.Queues.VisibilityTimeout);
        Assert.Equal("base64", host.Extensions.Queues.MessageEncoding);
    }

    [Fact]
    public void What_host_json_says_is_read()
    {
        var host = HostJson.Read(
            Write(
                "host.json",
                """
                {
                  "functionTimeout": "00:10:00",
                  "logging": { "logLevel": { "default": "Warning" } },
                  "extensions": {
                    "http": { "routePrefix": "" },
                    "queues": { "batchSize": 8, "newBatchThreshold": 4, "visibilityTimeout": "00:00:30" },
                    "durableTask": { "hubName": "affiliate", "maxConcurrentActivityFunctions": 16 }
                  }
                }
                """
            )
        );
        Assert.Equal(TimeSpan.FromMinutes(10), host.FunctionTimeout);
        Assert.Equal("Warning", host.Logging.LogLevel["default"]);
        Assert.Equal("", host.Extensions.Http.RoutePrefix);
        Assert.Equal(TimeSpan.FromSeconds(30), host.Extensions.Queues.VisibilityTimeout);
        Assert.Equal("affiliate", host.Extensions.DurableTask.HubName);
        Assert.Equal(16, host.Extensions.DurableTask.MaxConcurrentActivityFunctions);
    }

    [Fact]
    public void A_host_json_that_is_no_JSON_is_refused() =>
        Assert.Throws<JsonException>(() => HostJson.Read(Write("host.json", """{ "extensions": """)));

    [Fact]
    public void A_level_that_is_none_is_reported()
    {
        var host = HostJson.Read(Write("host.json", """{ "logging": { "logLevel": { "default": "Loud" } } }"""));
        Assert.Equal("logging.logLevel.default is 'Loud'.", Assert.Single(host.FindProblems()).What);
    }

    [Theory]
    [InlineData("versionMatchStrategy", "Strict", "CurrentOrOlder")]
    [InlineData("versionFailureStrategy", "Fail", "Reject")]
    public void A_handling_of_versions_that_the_local_host_does_not_have_is_reported(
        string setting,
        string value,
        string supported
    )
    {
        var host = HostJson.Read(
            Write("host.json", $$"""{ "extensions": { "durableTask": { "{{setting}}": "{{value}}" } } }""")
        );
        var problem = Assert.Single(host.FindProblems());
        Assert.Equal($"extensions.durableTask.{setting} is '{value}'.", problem.What);
        Assert.Contains(supported, problem.Mend, StringComparison.Ordinal);
    }

    [Fact]
    public void The_environment_goes_before_the_file_and_the_command_line_before_both()
    {
        Write(
            "local.settings.json",
            """
            { "Values": { "Site__Name": "file", "PATH": "file", "Key": "file" }, "Host": { "LocalHttpPort": 7080 } }
            """
        );
        var file = LocalSettingsFile.Read(_directory);
        using var address = new LocalAddress(7080);
        var settings = AppSettings.Of(file, ["--Site:Name=line"], address).ForApp;
        Assert.Equal(7080, file.Port);
        Assert.Equal(("line", "file"), (settings["Site:Name"], settings["Key"]));
        Assert.DoesNotContain("PATH", settings.Keys);
    }

    [Theory]
    [InlineData("http://localhost:7071", "http://localhost:7080")]
    [InlineData("http://localhost:7071/local/sendgrid", "http://localhost:7080/local/sendgrid")]
    [InlineData("http://localhost:70710", "http://localhost:70710")]
    [InlineData("https://example.com", "https://example.com")]
    [InlineData(null, null)]
    public void Only_the_usual_address_follows_the_port(string? value, string? followed)
    {
        using var address = new LocalAddress(7080);
        Assert.Equal(followed, address.Follow(value, 7071));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_directory, name);
        File.WriteAllText(path, text);
        return path;
    }
}
