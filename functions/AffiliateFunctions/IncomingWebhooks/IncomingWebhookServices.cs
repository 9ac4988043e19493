using AffiliateFunctions.IncomingWebhooks.HubSpot;
using AffiliateFunctions.IncomingWebhooks.Paddle;
using AffiliateFunctions.IncomingWebhooks.Shopify;
using AffiliateFunctions.IncomingWebhooks.Standard;
using AffiliateFunctions.IncomingWebhooks.Stripe;
using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>Registers the feature.</summary>
public static class IncomingWebhookServices
{
    /// <summary>Adds the feature's tables, queues, stores and handlers.</summary>
    public static IServiceCollection AddIncomingWebhooks(this IServiceCollection services)
    {
        return services
            .AddSingleton<IWebhookProvider, StripeWebhooks>()
            .AddSingleton<IWebhookProvider, PaddleWebhooks>()
            .AddSingleton<IWebhookProvider, ShopifyWebhooks>()
            .AddSingleton<IWebhookProvider, HubSpotWebhooks>()
            .AddSingleton<IWebhookProvider, StandardWebhooks>()
            .AddSingleton<InvoiceAliases>()
            .AddTable(ProviderAliases.Table)
            .AddSingleton<ProviderAliases>()
            .AddSingleton<LateAliases>()
            .AddSingleton<ProviderAliasResolver>()
            .AddSingleton<RejectedWebhookEvents>()
            .AddSingleton<ChangedSales>()
            .AddSingleton<WebhookProcessor>();
    }
}
