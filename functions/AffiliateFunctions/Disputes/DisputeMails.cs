using Affiliate.Domain.Programs;
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
            program => DisputeWords.AnswerOf(dispute, program),
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
