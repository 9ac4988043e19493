using AffiliateFunctions.Infrastructure.Settings;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>Registers the clients of the storage account that <c>AzureWebJobsStorage</c> names.</summary>
public static class StorageServices
{
    /// <summary>The key of the queue client that reads and sends messages as the texts that they are in storage.</summary>
    public const string RawQueues = "raw";

    private const string ConnectionName = "AzureWebJobsStorage";

    /// <summary>
    /// Adds the table and queue clients, and the step that creates all declared tables and queues at start.
    /// </summary>
    /// <remarks>
    /// A connection string, or an identity-based connection (<c>AzureWebJobsStorage__accountName</c>, or
    /// <c>__tableServiceUri</c> and <c>__queueServiceUri</c>):
    /// https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity.
    /// </remarks>
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<TokenCredential>(_ => new DefaultAzureCredential());
        services.AddSingleton(provider => TableService(provider, configuration));
        services.AddSingleton(provider =>
            QueueService(
                provider,
                configuration,
                provider.GetService<QueueClientOptions>(),
                QueueMessageEncoding.Base64
            )
        );
        services.AddKeyedSingleton(
            RawQueues,
            (provider, _) => QueueService(provider, configuration, options: null, QueueMessageEncoding.None)
        );
        services.AddSettings<StorageOptions>(StorageOptions.Section);
        services.AddSettings<RetentionOptions>(RetentionOptions.Section);
        services.AddSingleton<StorageTables>();
        services.AddSingleton<RetryingQueues>();
        services.AddHostedService<CreateTablesAndQueues>();
        return services;
    }

    /// <summary>Declares a table, so that it exists before the first request.</summary>
    public static IServiceCollection AddTable(this IServiceCollection services, string name) =>
        services.AddSingleton(new DeclaredTable(name));

    /// <summary>Declares a queue, so that it exists before the first message.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the queue.</param>
    /// <param name="namesOf">See <see cref="DeclaredQueue.NamesOf"/>.</param>
    public static IServiceCollection AddQueue(
        this IServiceCollection services,
        string name,
        Func<byte[], IReadOnlyList<string>>? namesOf = null
    ) => services.AddSingleton(new DeclaredQueue(name) { NamesOf = namesOf });

    private static TableServiceClient TableService(IServiceProvider provider, IConfiguration configuration)
    {
        var options = provider.GetService<TableClientOptions>();
        return configuration[ConnectionName] is { Length: > 0 } connection
            ? new TableServiceClient(connection, options)
            : new TableServiceClient(
                ServiceUri(configuration, "table"),
                provider.GetRequiredService<TokenCredential>(),
                options
            );
    }

    // Queue triggers expect base64 bodies unless host.json says otherwise.
    private static QueueServiceClient QueueService(
        IServiceProvider provider,
        IConfiguration configuration,
        QueueClientOptions? options,
        QueueMessageEncoding encoding
    )
    {
        options ??= new QueueClientOptions();
        options.MessageEncoding = encoding;
        return configuration[ConnectionName] is { Length: > 0 } connection
            ? new QueueServiceClient(connection, options)
            : new QueueServiceClient(
                ServiceUri(configuration, "queue"),
                provider.GetRequiredService<TokenCredential>(),
                options
            );
    }

    private static Uri ServiceUri(IConfiguration configuration, string service)
    {
        var section = configuration.GetSection(ConnectionName);
        return (section[$"{service}ServiceUri"], section["accountName"]) switch
        {
            ({ Length: > 0 } uri, _) => new Uri(uri),
            (_, { Length: > 0 } account) => new Uri($"https://{account}.{service}.core.windows.net"),
            _ => throw new InvalidOperationException(
                $"The setting {ConnectionName} is missing: give a connection string, or "
                    + $"{ConnectionName}__accountName for a managed identity."
            ),
        };
    }
}
