using System.Text;

namespace AffiliateFunctions.Tests.Deployment.Alerts;

/// <summary>
/// The texts of <see cref="PlatformRows"/> are those of the extensions that are deployed with the app.
/// </summary>
public sealed class PlatformTextTests
{
    private const string Queues = "Microsoft.Azure.WebJobs.Extensions.Storage.Queues.dll";
    private const string Durable = "Microsoft.Azure.WebJobs.Extensions.DurableTask.dll";

    [Theory]
    [InlineData(Queues, PlatformRows.Poison)]
    [InlineData(Queues, "MessageId")]
    [InlineData(Queues, "InsertedOn")]
    [InlineData(Durable, PlatformRows.DurableFailure)]
    public void The_extension_has_the_text(string extension, string text) =>
        Assert.True(TextsOf(extension).Contains(text, StringComparison.Ordinal), $"{extension} does not have: {text}");

    // Literals of an assembly are stored as UTF-16, at even and at odd positions (ECMA-335, II.24.2.4).
    private static string TextsOf(string extension)
    {
        var content = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, ".azurefunctions", extension));
        return Encoding.Unicode.GetString(content) + Encoding.Unicode.GetString(content.AsSpan(1));
    }
}
