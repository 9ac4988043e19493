using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Webhooks.Deliveries;
using AffiliateFunctions.Webhooks.Endpoints;
using AffiliateFunctions.Webhooks.Sending;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Webhooks;

/// <summary>Registers the feature.</summary>
public static class WebhooksServices
{
    /// <summary>Adds the feature's table, queue, stores and handlers; its options are checked at start.</summary>
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.AddOptions<WebhooksOptions>().BindConfiguration(WebhooksOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddTable(EndpointStore.Table)
            .AddQueue(NoticeMessage.Queue)
            .AddSingleton<EndpointStore>()
            .AddSingleton<EveryEndpoint>()
            .AddSingleton<EndpointDirectory>()
            .AddSingleton<EndpointSecrets>()
            .AddSingleton<EndpointAudit>()
            .AddSingleton<EndpointRoute>()
            .AddSingleton<DeliveryStore>()
            .AddSingleton<WebhookSender>()
            .AddTransient<EndpointHealth>()
            .AddTransient<DeliveryRound>()
            .AddSingleton<IWebhooks, TellNotices>();
    }
}
