using Azure.Data.Tables;
using Azure.Identity;
using LocalHost.Hosting;
using LocalHost.Workers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LocalHost.Storage;

/// <summary>
/// The storage account of the host's own state. As on the platform, <c>AzureWebJobsStorage</c> names the account.
/// </summary>
/// <param name="settings">The settings.</param>
/// <param name="configuration">The configuration.</param>
/// <param name="services">The host's services, which can contain options for the clients.</param>
internal sealed class RuntimeStorage(Settings settings, IConfiguration configuration, IServiceProvider services)
{
    private const string Setting = "AzureWebJobsStorage";

    private readonly Lazy<TableServiceClient> _tables = new(() =>
        Connect(settings, configuration, services.GetService<TableClientOptions>())
    );

    /// <summary>The account's tables.</summary>
    public TableServiceClient Tables => _tables.Value;

    private static TableServiceClient Connect(
        Settings settings,
        IConfiguration configuration,
        TableClientOptions? options
    )
    {
        if (settings.ConnectionString(null) is { } connection)
        {
            return Open(connection, options);
        }

        var section = configuration.GetSection(Setting);
        var address =
            section["tableServiceUri"]
            ?? (section["accountName"] is { Length: > 0 } account ? $"https://{account}.table.core.windows.net" : null);
        return address is not null
            ? new TableServiceClient(new Uri(address), new DefaultAzureCredential(), options)
            : throw Refusal("The setting is missing.");
    }

    // The value of the setting is not shown, because it can contain a key.
    private static TableServiceClient Open(string connection, TableClientOptions? options)
    {
        try
        {
            return new TableServiceClient(connection, options);
        }
        catch (Exception wrong) when (wrong is FormatException or InvalidOperationException or ArgumentException)
        {
            throw Refusal("The setting is not a connection string.");
        }
    }

    private static StartRefusedException Refusal(string problem) =>
        new([new(Setting, problem, "Give UseDevelopmentStorage=true, or the connection string of a storage account.")]);
}
