using AffiliateFunctions.Infrastructure.Settings;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AffiliateFunctions.Infrastructure.Telemetry;

/// <summary>Registers the export of traces and metrics by OpenTelemetry.</summary>
internal static class TelemetryServices
{
    // https://learn.microsoft.com/azure/azure-monitor/app/sdk-connection-string
    private const string AzureMonitor = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    // https://learn.microsoft.com/azure/azure-functions/functions-app-settings#applicationinsights_authentication_string
    private const string AzureMonitorSignIn = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    // https://opentelemetry.io/docs/specs/otel/protocol/exporter
    private const string Otlp = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // Activities of the worker around each invocation, and of orchestrations. Storage is seen by its client's activities,
    // which name the operation only: the addresses of requests contain keys of rows, and these can be personal data.
    private static readonly string[] TraceSources =
    [
        AppTelemetry.Name,
        "Microsoft.Azure.Functions.Worker",
        "Microsoft.DurableTask",
        "Azure.Data.Tables.*",
        "Azure.Storage.Queues.*",
    ];

    // Requests of HttpClient by server and status, which include those to storage, and the memory of the process:
    // https://learn.microsoft.com/dotnet/core/diagnostics/built-in-metrics
    private static readonly string[] Meters = [AppTelemetry.Name, "System.Net.Http", "System.Runtime"];

    /// <summary>
    /// Exports traces and metrics to Application Insights, to an OTLP collector, or to both, depending on which of them
    /// the configuration names. Log entries go to the platform's host, which exports them with its own.
    /// </summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMetrics();
        services.AddSettings<TelemetryOptions>(TelemetryOptions.Section);
        var (monitor, otlp) = (Has(configuration, AzureMonitor), Has(configuration, Otlp));
        if (monitor || otlp)
        {
            // https://learn.microsoft.com/dotnet/azure/sdk/logging#distributed-tracing
            AppContext.SetSwitch("Azure.Experimental.EnableActivitySource", true);
            AddExport(services, configuration, monitor, otlp);
        }

        return services;
    }

    private static void AddExport(
        IServiceCollection services,
        IConfiguration configuration,
        bool toMonitor,
        bool toCollector
    )
    {
        var export = services
            .AddOpenTelemetry()
            .ConfigureResource(resource => Describe(resource, configuration))
            .WithTracing(traces => traces.AddSource(TraceSources))
            .WithMetrics(metrics => metrics.AddMeter(Meters));
        if (toCollector)
        {
            export.WithTracing(traces => traces.AddOtlpExporter()).WithMetrics(metrics => metrics.AddOtlpExporter());
        }

        if (toMonitor)
        {
            var credential = CredentialOf(configuration);
            export
                .WithTracing(traces => traces.AddAzureMonitorTraceExporter(Configure, credential))
                .WithMetrics(metrics => metrics.AddAzureMonitorMetricExporter(Configure, credential));
        }

        // The sampler is set after the exporters, because that of Azure Monitor sets one of its own, for five traces a
        // second. The platform's host marks traces as not sampled unless it exports them itself, so the parent's mark
        // is not followed. All processes decide by the same trace id.
        export.WithTracing(traces =>
            traces.SetSampler(provider => new TraceIdRatioBasedSampler(
                provider.GetRequiredService<IOptions<TelemetryOptions>>().Value.TraceShare
            ))
        );

        void Configure(AzureMonitorExporterOptions options) => options.ConnectionString = configuration[AzureMonitor];
    }

    private static void Describe(ResourceBuilder resource, IConfiguration configuration) =>
        resource.AddService(
            configuration["WEBSITE_SITE_NAME"] ?? AppTelemetry.Name,
            serviceVersion: AppVersion.WithCommit,
            serviceInstanceId: configuration["WEBSITE_INSTANCE_ID"] ?? Environment.MachineName
        );

    // Null where the key of the connection string is sufficient.
    private static DefaultAzureCredential? CredentialOf(IConfiguration configuration) =>
        configuration[AzureMonitorSignIn]?.Contains("Authorization=AAD", StringComparison.OrdinalIgnoreCase) == true
            ? new DefaultAzureCredential()
            : null;

    private static bool Has(IConfiguration configuration, string setting) =>
        !string.IsNullOrWhiteSpace(configuration[setting]);
}
