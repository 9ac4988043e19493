using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Infrastructure.Email;

/// <summary>Registers the sending of e-mails.</summary>
internal static class EmailServices
{
    /// <summary>Adds the mailer. Its options are validated at start.</summary>
    public static IServiceCollection AddEmail(this IServiceCollection services)
    {
        services
            .AddOptions<EmailOptions>()
            .BindConfiguration(EmailOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services
            .AddOptions<SendGridOptions>()
            .BindConfiguration(SendGridOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddHttpClient<IMailer, SendGridMailer>();
        services.AddTransient<EmailSender>();
        return services;
    }
}
