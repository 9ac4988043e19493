using Affiliate.Domain.Identity;
using AffiliateFunctions.Disputes;

namespace AffiliateFunctions.Tests.Emails;

/// <summary>Sends the e-mails about disputes of partners.</summary>
internal static class DisputeEmails
{
    public static async Task SendAsync(EmailScene scene)
    {
        var mails = scene.Get<DisputeMails>();
        var partner = await scene.AddAsync(HostileTexts.Partner("prt_dispute"));
        var dispute = new Dispute
        {
            Id = DisputeId.Parse("dsp_1"),
            Program = EmailScene.Slug,
            Partner = partner.Id,
            Kind = DisputeKind.Amount,
            Commission = CommissionId.Parse("com_1"),
            Claim = HostileTexts.Sentence,
            OpenedAt = EmailScene.Now,
        };
        await mails.ReceivedAsync(dispute, default);
        var granted = dispute with
        {
            Status = DisputeStatus.Granted,
            Message = HostileTexts.Sentence,
            Effect = new DisputeEffect(DisputeRemedy.Correction, "adj_1") { Amount = 1_250 },
        };
        await mails.DecidedAsync(granted, default);
        await mails.OpenForOwnerAsync(
            granted with
            {
                Effect = new DisputeEffect(DisputeRemedy.Correction, null, HostileTexts.Sentence),
            },
            default
        );
    }
}
