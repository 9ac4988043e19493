using System.Reflection;
using System.Text;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Programs;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Moq;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Operations;

/// <summary>The services of all features over tables in memory, which a later start with other settings finds again.</summary>
internal sealed class OperationsHost : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private OperationsHost(ServiceProvider services, FakeTimeProvider clock)
    {
        this.services = services;
        Clock = clock;
    }

    public static ProgramSlug Slug { get; } = ProgramSlug.Parse("demo");

    public FakeTimeProvider Clock { get; }

    public IServiceProvider Services => services;

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public T GetKeyed<T>(string key)
        where T : notnull => services.GetRequiredKeyedService<T>(key);

    public IEnumerable<T> All<T>() => services.GetServices<T>();

    /// <summary>A key of 32 bytes in base64 that is recognised as no secret.</summary>
    public static string Key(int number) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes($"local-only-key-of-the-tests-{number:D4}"));

    public static Task<OperationsHost> StartAsync(
        string storage,
        string? encryption = null,
        string? signing = null,
        params (string Name, string Value)[] settings
    ) => StartAsync(storage, MemoryTables.Of(storage), encryption, signing, settings);

    public static async Task<OperationsHost> StartAsync(
        string storage,
        MemoryTables tables,
        string? encryption = null,
        string? signing = null,
        params (string Name, string Value)[] settings
    )
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["AzureWebJobsStorage"] = storage,
                    ["Site:PublicBaseUrl"] = "http://localhost:7071",
                    ["Email:From"] = "partners@example.com",
                    ["Email:FromName"] = "Partners",
                    ["SendGrid:ApiKey"] = "none",
                    ["Security:LinkSigningKey"] = signing ?? Key(1),
                    ["Security:EncryptionKey"] = encryption ?? Key(1),
                }
            )
            .AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, string? (setting) => setting.Value))
            .Build();
        var collection = new ServiceCollection();
        collection.AddSingleton<IConfiguration>(configuration).AddSingleton<TimeProvider>(clock).AddLogging();
        collection.AddSingleton(tables.Options());
        collection.AddInfrastructure(configuration);
        foreach (var add in FeatureRegistrations())
        {
            add.Invoke(null, [collection]);
        }

        collection.AddSingleton(new Mock<DurableTaskClient>("test").Object);
        var host = new OperationsHost(collection.BuildServiceProvider(), clock);
        foreach (var step in host.All<IHostedService>().Where(IsOfInfrastructure))
        {
            await step.StartAsync(CancellationToken.None);
        }

        return host;
    }

    public Task AddProgramAsync() =>
        Get<ProgramStore>()
            .AddAsync(
                new AffiliateProgram
                {
                    Slug = Slug,
                    Name = "Partner program",
                    Currency = "USD",
                    Timezone = "UTC",
                    Website = "https://www.example.com",
                    AllowedOrigins = ["https://www.example.com"],
                    AllowedDestinations = [],
                    Stage = ProgramStage.Pilot,
                    StageSince = DateTimeOffset.UnixEpoch,
                    Limits = new ProgramLimits(50, null),
                    CreatedAt = DateTimeOffset.UnixEpoch,
                },
                CancellationToken.None
            );

    public ValueTask DisposeAsync() => services.DisposeAsync();

    /// <summary>The methods by which Program.cs adds the features.</summary>
    public static IEnumerable<MethodInfo> FeatureRegistrations() =>
        typeof(IPrograms)
            .Assembly.GetTypes()
            .Where(type => type.Name.EndsWith("Services", StringComparison.Ordinal))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method =>
                method.Name.StartsWith("Add", StringComparison.Ordinal)
                && method.GetParameters() is [{ ParameterType: var type }]
                && type == typeof(IServiceCollection)
                && !method.DeclaringType!.Namespace!.Contains("Infrastructure", StringComparison.Ordinal)
            );

    private static bool IsOfInfrastructure(IHostedService step) =>
        step.GetType().Namespace!.StartsWith("AffiliateFunctions.Infrastructure", StringComparison.Ordinal);
}
