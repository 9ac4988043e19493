using AffiliateFunctions.Onboarding.Partners;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Applications.Activities;

/// <summary>Sends the new partner the welcome e-mail with its code, link and coupon.</summary>
public sealed class SendWelcome(
    ApplicationStore applications,
    PartnerStore partners,
    WelcomeMail mail,
    TimeProvider clock
)
{
    /// <inheritdoc cref="SendWelcome"/>
    [Function(nameof(SendWelcome))]
    public async Task RunAsync([ActivityTrigger] ApplicationKey key, CancellationToken cancellationToken)
    {
        var application = await applications.RequireAsync(key, cancellationToken);
        var partner =
            await partners.FindAsync(key.Program, application.PartnerId!.Value, cancellationToken)
            ?? throw new InvalidOperationException($"The partner of the application {key.Id} is missing.");
        await mail.SendAsync(partner, application.MessageToApplicant, cancellationToken);
        await applications.ChangeAsync(
            key.Program,
            key.Id,
            a => a.Noting(new TimelineEntry(clock.GetUtcNow(), "welcomed", "system")),
            cancellationToken
        );
    }
}
