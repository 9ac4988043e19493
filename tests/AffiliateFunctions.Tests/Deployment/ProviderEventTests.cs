using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace AffiliateFunctions.Tests.Deployment;

/// <summary>The README names for each provider every event that the app reads, so that an endpoint sends them all.</summary>
public sealed partial class ProviderEventTests
{
    [Theory]
    [InlineData("Stripe")]
    [InlineData("Paddle")]
    [InlineData("Shopify")]
    public void Every_event_that_is_read_is_in_the_readme_and_no_other(string provider)
    {
        var read = Labels()
            .Matches(
                File.ReadAllText(
                    InRepository(
                        "functions",
                        "AffiliateFunctions",
                        "IncomingWebhooks",
                        provider,
                        $"{provider}Webhooks.cs"
                    )
                )
            )
            .Select(label => label.Groups[1].Value)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        var row = File.ReadLines(InRepository("README.md"))
            .Single(line => line.StartsWith($"| {provider} |", StringComparison.Ordinal));
        var named = Named().Matches(row.Split("; not ")[0]).Select(name => name.Groups[1].Value);

        Assert.NotEmpty(read);
        Assert.Equal(read, named.Distinct().Order(StringComparer.Ordinal));
    }

    private static string InRepository(params string[] path) => Path.Combine([Repository(), .. path]);

    private static string Repository([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));

    // A label of a switch over the names of events.
    [GeneratedRegex("\"([a-z_]+[./][a-z_./]+)\"(?= (?:=>|or \"))", RegexOptions.CultureInvariant)]
    private static partial Regex Labels();

    [GeneratedRegex("`([a-z_]+[./][a-z_./]+)`", RegexOptions.CultureInvariant)]
    private static partial Regex Named();
}
