using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.Approvals;

/// <summary>The e-mails that request a decision.</summary>
public sealed class ApprovalMails(EmailSender post, ApprovalLinks links, IPrograms programs)
{
    private const string Closing =
        "Opening the link decides nothing. A decision by this link is recorded as yours: please do not "
        + "forward this e-mail. After the decision, the link shows the result.";

    /// <summary>Asks the person for the decision.</summary>
    public Task AskAsync(StoredApproval approval, ApprovalRecipient recipient, CancellationToken cancellationToken) =>
        SendAsync(
            approval,
            recipient,
            "asked",
            EmailKind.ApprovalAsked,
            approval.Request.Subject,
            approval.Request.Mail is null ? ["Please review these facts and decide:"] : [],
            cancellationToken
        );

    /// <summary>Reminds the person who was asked.</summary>
    public Task RemindAsync(
        StoredApproval approval,
        ApprovalRecipient recipient,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            approval,
            recipient,
            "reminder",
            EmailKind.ApprovalReminder,
            $"Reminder: {approval.Request.Subject}",
            [$"We asked for your decision on {DisplayFormat.Time(approval.AskedAt)} and still wait for it."],
            cancellationToken
        );

    /// <summary>Asks the backup too.</summary>
    public Task EscalateAsync(
        StoredApproval approval,
        ApprovalRecipient recipient,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            approval,
            recipient,
            "escalation",
            EmailKind.ApprovalEscalation,
            $"Still open: {approval.Request.Subject}",
            [
                $"{approval.Request.FirstAsked.Name} was asked on {DisplayFormat.Time(approval.AskedAt)} and has "
                    + "not decided. As the backup, you can decide now.",
            ],
            cancellationToken
        );

    private async Task SendAsync(
        StoredApproval approval,
        ApprovalRecipient recipient,
        string occasion,
        EmailKind kind,
        string subject,
        string[] paragraphs,
        CancellationToken cancellationToken
    )
    {
        var request = approval.Request;
        var program = await programs.FindAsync(request.Program, cancellationToken);
        string[] opening = [.. paragraphs, .. request.Mail?.Opening ?? []];
        var message = new EmailMessage
        {
            Kind = kind,
            Subject = subject,
            Brand = program?.Brand() ?? new Brand(request.Program.Value),
            Recipient = recipient.Person.Name,
            Paragraphs = recipient.OnBehalfOf is { } other
                ? [.. opening, $"You are asked on behalf of {other.Name}, who has named you as deputy."]
                : opening,
            Facts =
            [
                .. request.Mail is null
                    ? request.Facts.Where(fact => !fact.IsTechnical).Select(ApprovalView.Of)
                    : Array.Empty<Fact>(),
                new Fact("Decide by", DisplayFormat.Time(approval.ExpiresAt)),
            ],
            Link = new EmailLink("Review and decide", links.AddressFor(approval, recipient.Person.Email)),
            Details =
            [
                .. (request.Mail?.Sections ?? []).Select(section => new EmailDetails(section.Title, section.Lines)),
            ],
            Closing = Closing,
        };
        await post.SendAsync(
            $"approval:{request.Program}:{request.Id}:{occasion}",
            recipient.Person.Email,
            message,
            cancellationToken
        );
    }
}
