using AffiliateFunctions.Infrastructure.Durable;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>
/// Sends the e-mail that asks to confirm the address again when an applicant applies again with the same address, which
/// is what people do who have not received it.
/// </summary>
public sealed class ConfirmationResends(ApplicationStore applications, TimeProvider clock)
{
    private const int MaxResends = 3;

    // A form that is sent twice asks for one e-mail.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Sends the e-mail again, at most three times for an application and not within minutes. An application that was
    /// submitted just now has its first e-mail.
    /// </summary>
    public async Task RequestAsync(
        PartnerApplication application,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var (counted, changed) = await applications.ChangeAsync(
            application.Program,
            application.Id,
            stored =>
                stored.Status != ApplicationStatus.Unverified
                || stored.ConfirmationsResent >= MaxResends
                || now - (stored.ConfirmationResentAt ?? stored.SubmittedAt) < Pause
                    ? null
                    : stored with
                    {
                        ConfirmationsResent = stored.ConfirmationsResent + 1,
                        ConfirmationResentAt = now,
                    },
            cancellationToken
        );
        if (changed)
        {
            await orchestrations.StartOnceAsync(
                nameof(ResendConfirmationOrchestrator),
                $"{counted.InstanceId}-resend-{counted.ConfirmationsResent}",
                ApplicationKey.Of(counted),
                cancellationToken
            );
        }
    }
}
