using AffiliateFunctions.Infrastructure;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Tests.Infrastructure;

public sealed class BackgroundConsoleTests : IDisposable
{
    private readonly StringWriter written = new();
    private readonly ILoggerFactory loggers;

    public BackgroundConsoleTests() =>
        loggers = LoggerFactory.Create(logging => logging.AddProvider(new BackgroundConsole(written)));

    [Fact]
    public void What_is_logged_in_the_background_is_written()
    {
        loggers
            .CreateLogger("Clicks")
            .LogError(new InvalidOperationException("A fault."), "{Count} clicks are lost", 3);
        Assert.StartsWith("Error: Clicks: 3 clicks are lost", written.ToString(), StringComparison.Ordinal);
        Assert.Contains("A fault.", written.ToString(), StringComparison.Ordinal);
    }

    // The worker's scope of an invocation, whose logs the platform takes.
    [Fact]
    public void What_is_logged_in_an_invocation_is_left_to_the_platform()
    {
        var log = loggers.CreateLogger("Clicks");
        using (
            log.BeginScope(
                new List<KeyValuePair<string, object>>
                {
                    new("AzureFunctions_InvocationId", "1"),
                    new("AzureFunctions_FunctionName", "FollowLink"),
                }
            )
        )
        {
            log.LogError("In an invocation");
        }

        using (log.BeginScope("another scope"))
        {
            log.LogWarning("After it");
        }

        Assert.Equal($"Warning: Clicks: After it{Environment.NewLine}", written.ToString());
    }

    public void Dispose()
    {
        loggers.Dispose();
        written.Dispose();
    }
}
