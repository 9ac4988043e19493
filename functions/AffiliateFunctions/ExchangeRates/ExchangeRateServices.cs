using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.ExchangeRates;

/// <summary>Registers the feature.</summary>
public static class ExchangeRateServices
{
    /// <summary>Adds the feature's tables, queues, stores and handlers.</summary>
    public static IServiceCollection AddExchangeRates(this IServiceCollection services)
    {
        return services
            .AddTable(RateStore.Table)
            .AddSingleton<RateStore>()
            .AddSingleton<IRates>(provider => provider.GetRequiredService<RateStore>());
    }
}
