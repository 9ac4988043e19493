using LocalHost.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LocalHost.Mail;

/// <summary>Registers the mail sink.</summary>
internal static class MailServices
{
    /// <summary>Adds the sink and its outbox.</summary>
    /// <param name="services">The host's services.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddMailSink(this IServiceCollection services) =>
        services
            .AddSingleton<OutboxStore>()
            .AddSingleton<ILocalEndpoints, SendGridSink>()
            .AddSingleton<ILocalEndpoints, OutboxEndpoints>();
}
