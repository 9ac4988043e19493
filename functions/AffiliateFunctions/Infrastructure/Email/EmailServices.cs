using AffiliateFunctions.Infrastructure.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Infrastructure.Email;

/// <summary>Registers the sending of e-mails.</summary>
internal static class EmailServices
{
    /// <summary>Adds the mailer. Its options are validated at start.</summary>
    public static IServiceCollection AddEmail(this IServiceCollection services)
    {
        services.AddSettings<EmailOptions>(EmailOptions.Section);
        services.AddSettings<SendGridOptions>(SendGridOptions.Section);
        services.AddSingleton<EmailMetrics>();
        services.AddHttpClient<IMailer, SendGridMailer>();
        services.AddTransient<EmailSender>();
        return services;
    }
}
