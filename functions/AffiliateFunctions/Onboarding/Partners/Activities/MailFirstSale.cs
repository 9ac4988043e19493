using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Partners.Activities;

/// <summary>Congratulates a partner on the first sale.</summary>
public sealed class MailFirstSale(PartnerStartMails mails)
{
    /// <inheritdoc cref="MailFirstSale"/>
    [Function(nameof(MailFirstSale))]
    public Task RunAsync([ActivityTrigger] SoldPartner key, CancellationToken cancellationToken) =>
        mails.CongratulateAsync(key, cancellationToken);
}
