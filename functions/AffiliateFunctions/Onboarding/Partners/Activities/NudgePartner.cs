using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Partners.Activities;

/// <summary>Encourages a partner, unless anybody has followed the partner's link.</summary>
public sealed class NudgePartner(IEnumerable<IPartnerActivity> activities, PartnerStartMails mails)
{
    /// <inheritdoc cref="NudgePartner"/>
    [Function(nameof(NudgePartner))]
    public async Task RunAsync([ActivityTrigger] SoldPartner key, CancellationToken cancellationToken)
    {
        foreach (var activity in activities)
        {
            if (await activity.HasBegunAsync(key.Program, key.Partner, cancellationToken))
            {
                return;
            }
        }

        await mails.NudgeAsync(key, cancellationToken);
    }
}
