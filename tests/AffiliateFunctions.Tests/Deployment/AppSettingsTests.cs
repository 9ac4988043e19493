using System.ComponentModel.DataAnnotations;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.Tests.Deployment;

/// <summary>
/// The settings of the deployment (infra/azure), of a laptop and of the README are the settings that the app reads: a name
/// that no option has would be ignored without a word, and without a required one the app does not start.
/// </summary>
public sealed partial class AppSettingsTests
{
    // What the platform's host, the platform's authentication and the ASP.NET Core server read:
    // https://learn.microsoft.com/azure/azure-functions/functions-app-settings and
    // https://learn.microsoft.com/azure/app-service/configure-authentication-provider-aad.
    private static readonly string[] ReadByPlatform =
    [
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
        "APPLICATIONINSIGHTS_CONNECTION_STRING",
        "ASPNETCORE_FORWARDEDHEADERS_ENABLED",
        "AzureFunctionsJobHost__extensions__durableTask__hubName",
        "AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName",
        "AzureFunctionsJobHost__extensions__durableTask__storageProvider__type",
        "AzureWebJobsDisableHomepage",
        "AzureWebJobsStorage",
        "AzureWebJobsStorage__accountName",
        "DURABLE_TASK_SCHEDULER_CONNECTION_STRING",
        "FUNCTIONS_WORKER_RUNTIME",
        "MICROSOFT_PROVIDER_AUTHENTICATION_SECRET",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
    ];

    // LocalFunctionKey and LocalMasterKey are settings of the local host, WebhookSecrets has no options: each program adds its own names.
    private static readonly string[] ReadOtherwise = ["LocalFunctionKey", "LocalMasterKey", "WebhookSecrets__"];

    private static readonly IReadOnlyList<Option> Options = [.. AllOptions()];

    [Fact]
    public void Every_setting_of_the_deployment_is_read_by_the_app_or_the_platform() => AssertRead(Deployed());

    [Fact]
    public void Every_setting_of_a_laptop_is_read_by_the_app_or_the_platform() =>
        AssertRead([
            .. JsonDocument
                .Parse(Text("local.settings.example.json"))
                .RootElement.GetProperty("Values")
                .EnumerateObject()
                .Select(setting => setting.Name),
        ]);

    [Fact]
    public void Every_setting_of_the_readme_is_read_by_the_app_or_the_platform() =>
        AssertRead(NamesIn(Text("README.md"), MarkedName()));

    [Fact]
    public void Every_option_of_the_app_is_in_the_readme()
    {
        var readme = Text("README.md");

        Assert.All(Options, option => Assert.Contains($"`{option.Name}", readme, StringComparison.Ordinal));
    }

    [Fact]
    public void The_deployment_gives_every_setting_without_which_the_app_does_not_start()
    {
        Assert.Equal(
            [
                "Email__From",
                "Email__FromName",
                "Security__EncryptionKey",
                "Security__LinkSigningKey",
                "SendGrid__ApiKey",
                "Site__PublicBaseUrl",
            ],
            Options.Where(option => option.IsRequired).Select(option => option.Name).Order(StringComparer.Ordinal)
        );
        Assert.Empty(Options.Where(option => option.IsRequired).Select(option => option.Name).Except(Deployed()));
    }

    [Fact]
    public void Secrets_are_references_to_the_vault()
    {
        var template = Text("infra/azure/modules/app.bicep");

        Assert.All(
            Deployed().Where(name => SecretName().IsMatch(name)),
            name => Assert.Contains($"{name}: '@Microsoft.KeyVault(SecretUri=${{vaultUri}}secrets/", template)
        );
    }

    [Fact]
    public void A_name_that_no_option_has_is_noticed() =>
        Assert.Equal(["Site__PublicUrl"], Unread(["Site__PublicUrl", "Site__PublicBaseUrl", "Callers__Names__crm"]));

    private static void AssertRead(IReadOnlyList<string> names)
    {
        Assert.NotEmpty(names);
        Assert.Empty(Unread(names));
    }

    private static IEnumerable<string> Unread(IEnumerable<string> names) =>
        names
            .Except(ReadByPlatform)
            .Where(name => !ReadOtherwise.Any(read => name.StartsWith(read, StringComparison.Ordinal)))
            .Where(name => !Options.Any(option => option.Reads(name)));

    private static List<string> Deployed()
    {
        var template = Text("infra/azure/modules/app.bicep");
        var begin = template.IndexOf("var ownSettings", StringComparison.Ordinal);
        return NamesIn(template[begin..template.IndexOf("var allSettings", begin, StringComparison.Ordinal)], Member());
    }

    private static List<string> NamesIn(string text, Regex name) =>
        [.. name.Matches(text).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<Option> AllOptions()
    {
        foreach (var type in typeof(IPrograms).Assembly.GetTypes())
        {
            if (type.GetField("Section")?.GetRawConstantValue() is string section)
            {
                var options = Activator.CreateInstance(type)!;
                var faults = new List<ValidationResult>();
                Validator.TryValidateObject(options, new ValidationContext(options), faults, true);
                var required = faults.SelectMany(fault => fault.MemberNames).ToHashSet(StringComparer.Ordinal);
                foreach (var property in type.GetProperties().Where(property => property.SetMethod is not null))
                {
                    yield return new Option(
                        $"{section.Replace(":", "__", StringComparison.Ordinal)}__{property.Name}",
                        property.PropertyType.IsGenericType
                            && (
                                property.PropertyType.Name.Contains("Dictionary")
                                || property.PropertyType.Name.Contains("List")
                            ),
                        required.Contains(property.Name)
                    );
                }
            }
        }
    }

    private static string Text(string path) => File.ReadAllText(Path.Combine(Repository(), path));

    private static string Repository([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));

    [GeneratedRegex("^ +([A-Za-z_0-9]+): ", RegexOptions.Multiline)]
    private static partial Regex Member();

    [GeneratedRegex("`([A-Za-z]+__[A-Za-z_0-9{}]+)`")]
    private static partial Regex MarkedName();

    [GeneratedRegex("(Key|_SECRET|Secret)$")]
    private static partial Regex SecretName();

    private sealed record Option(string Name, bool HasNames, bool IsRequired)
    {
        public bool Reads(string setting) =>
            setting == Name || (HasNames && setting.StartsWith($"{Name}__", StringComparison.Ordinal));
    }
}
