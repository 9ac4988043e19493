using AffiliateFunctions.Events.Acceptance;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Events;

/// <summary>Registers the feature.</summary>
public static class EventServices
{
    /// <summary>Adds the feature's tables, queues, stores and handlers.</summary>
    public static IServiceCollection AddEvents(this IServiceCollection services)
    {
        return services
            .AddTable(EventStore.Table)
            .AddSingleton<EventStore>()
            .AddSingleton<EventQueries>()
            .AddSingleton<EventContentStore>()
            .AddQueue(EventMessage.Queue, EventMessage.NamesOf)
            .AddQueue(EventMessage.PoisonQueue, EventMessage.NamesOf)
            .AddSingleton<ClickStore>()
            .AddSingleton<IExpiringRows, ExpiredClicks>()
            .AddTable(IgnoredEvents.Table)
            .AddSingleton<IgnoredEvents>()
            .AddSingleton<ClickIds>()
            .AddSingleton<GroupCommit>();
    }
}
