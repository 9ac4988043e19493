using Affiliate.Domain.Monetary;
using Affiliate.Domain.Programs;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.Disputes;

/// <summary>The e-mails about disputes. An e-mail of the same occasion is sent once.</summary>
public sealed class DisputeMails(EmailSender post, IPrograms programs, IPartners partners)
{
    /// <summary>Confirms to the partner that the dispute is received.</summary>
    public Task ReceivedAsync(Dispute dispute, CancellationToken cancellationToken) =>
        SendToPartnerAsync(
            dispute,
            "received",
            EmailKind.DisputeReceived,
            "We have received your dispute",
            _ =>
                [
                    $"You contest {DisputeWords.NameOf(dispute.Kind)}. A person looks at it and decides; you receive the "
                        + "decision with its reason by e-mail.",
                ],
            cancellationToken
        );

    /// <summary>Informs the partner of the decision.</summary>
    public Task DecidedAsync(Dispute dispute, CancellationToken cancellationToken) =>
        SendToPartnerAsync(
            dispute,
            "decided",
            EmailKind.DisputeDecided,
            dispute.Status == DisputeStatus.Expired
                ? "Your dispute was not decided in time"
                : "Your dispute is decided",
            program =>
                [SentenceOf(dispute, program), .. dispute.Message is { } message ? [message] : Array.Empty<string>()],
            cancellationToken
        );

    /// <summary>Informs the owner that a dispute needs more than the decision.</summary>
    public async Task OpenForOwnerAsync(Dispute dispute, CancellationToken cancellationToken)
    {
        if (await programs.FindAsync(dispute.Program, cancellationToken) is not { Charter.Owner: { } owner } program)
        {
            return;
        }

        var sentence = dispute.Effect?.Problem is { } problem
            ? $"The dispute was granted, but this could not be carried out: {problem}"
            : "Nobody has decided this dispute in time. Nothing was changed, and the partner was told so.";
        await post.SendAsync(
            $"dispute:{dispute.Program}:{dispute.Id}:owner",
            owner.Email,
            new EmailMessage
            {
                Kind = EmailKind.DisputeUnsettled,
                Subject = $"The dispute {dispute.Id} is not settled",
                Brand = program.Brand(),
                Recipient = owner.Name,
                Paragraphs = [sentence],
                Facts =
                [
                    new Fact("Partner", dispute.Partner.Value),
                    new Fact("Contested", DisputeWords.NameOf(dispute.Kind)),
                ],
            },
            cancellationToken
        );
    }

    private static string SentenceOf(Dispute dispute, AffiliateProgram program) =>
        dispute switch
        {
            { Status: DisputeStatus.Expired } =>
                "Nobody has decided on your dispute in time, so everything stays as it is for now. You can open it again.",
            { Status: DisputeStatus.Upheld } => "After a review, everything stays as it is.",
            { Effect.Problem: not null } => "Your dispute is granted. We put it right by hand, and tell you.",
            { Effect: { Remedy: DisputeRemedy.Correction, Amount: { } amount } } =>
                "Your dispute is granted. A correction of "
                    + $"{DisplayFormat.Amount(amount, program.Currency, Currency.Parse(program.Currency).Digits)} is asked "
                    + "for; once a second person has approved it, it is on your statement.",
            { Effect.Remedy: DisputeRemedy.Touch } =>
                "Your dispute is granted. The sale is credited by the program's rules, and is on your next statement.",
            _ => "Your dispute is granted. The commission is released.",
        };

    private async Task SendToPartnerAsync(
        Dispute dispute,
        string occasion,
        EmailKind kind,
        string subject,
        Func<AffiliateProgram, IReadOnlyList<string>> paragraphs,
        CancellationToken cancellationToken
    )
    {
        if (
            await programs.FindAsync(dispute.Program, cancellationToken) is not { } program
            || await partners.FindAsync(dispute.Program, dispute.Partner, cancellationToken) is not { } partner
            || partner.Email == ErasedPartner.AddressOf(partner.Id)
        )
        {
            return;
        }

        await post.SendAsync(
            $"dispute:{dispute.Program}:{dispute.Id}:{occasion}",
            partner.Email,
            new EmailMessage
            {
                Kind = kind,
                Subject = subject,
                Brand = program.Brand(),
                Recipient = partner.Name,
                Paragraphs = paragraphs(program),
                Facts =
                [
                    new Fact("Dispute", dispute.Id.Value),
                    .. dispute.Commission is { } commission
                        ? [new Fact("Commission", commission.Value)]
                        : Array.Empty<Fact>(),
                ],
            },
            cancellationToken
        );
    }
}
