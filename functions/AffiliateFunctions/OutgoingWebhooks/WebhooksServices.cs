using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Settings;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.OutgoingWebhooks.Deliveries;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;
using AffiliateFunctions.OutgoingWebhooks.Sending;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.OutgoingWebhooks;

/// <summary>Registers the feature.</summary>
public static class WebhooksServices
{
    /// <summary>Adds the feature's table, queue, stores and handlers. Its options are validated at start.</summary>
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.AddSettings<WebhooksOptions>(WebhooksOptions.Section);
        return services
            .AddTable(EndpointStore.Table)
            .AddQueue(WebhookEventMessage.Queue, WebhookEventMessage.NamesOf)
            .AddSingleton<EndpointStore>()
            .AddSingleton<ISealedValues>(provider => provider.GetRequiredService<EndpointStore>())
            .AddSingleton<EveryEndpoint>()
            .AddSingleton<EndpointDirectory>()
            .AddSingleton<EndpointSecrets>()
            .AddSingleton<EndpointAudit>()
            .AddSingleton<EndpointRoute>()
            .AddSingleton<DeliveryStore>()
            .AddSingleton<PendingDeliveries>()
            .AddSingleton<Redeliveries>()
            .AddSingleton<IWebhookDeliveries, WebhookDeliveries>()
            .AddSingleton<WebhookMetrics>()
            .AddSingleton<WebhookSender>()
            .AddTransient<EndpointHealth>()
            .AddTransient<DeliveryBatch>()
            .AddSingleton<IWebhooks, WebhookPublisher>();
    }
}
