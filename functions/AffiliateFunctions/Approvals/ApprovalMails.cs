using Affiliate.Domain.Programs;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.Approvals;

/// <summary>The e-mails that request a decision.</summary>
public sealed class ApprovalMails(EmailSender post, ApprovalLinks links, IPrograms programs)
{
    private const string Closing =
        "Opening the link decides nothing, and it works for you alone: do not forward this mail. Once somebody "
        + "has decided, the link shows the decision.";

    /// <summary>Asks the person for the decision.</summary>
    public Task AskAsync(StoredApproval approval, Person person, CancellationToken cancellationToken) =>
        SendAsync(
            approval,
            person,
            "asked",
            approval.Request.Subject,
            ["Your decision is asked for. These are the facts:"],
            cancellationToken
        );

    /// <summary>Reminds the person who was asked.</summary>
    public Task RemindAsync(StoredApproval approval, Person person, CancellationToken cancellationToken) =>
        SendAsync(
            approval,
            person,
            "reminder",
            $"Reminder: {approval.Request.Subject}",
            [$"Your decision is still asked for, since {DisplayFormat.Time(approval.AskedAt)}."],
            cancellationToken
        );

    /// <summary>Asks the backup too.</summary>
    public Task EscalateAsync(StoredApproval approval, Person person, CancellationToken cancellationToken) =>
        SendAsync(
            approval,
            person,
            "escalation",
            $"Still open: {approval.Request.Subject}",
            [
                $"{approval.Request.FirstAsked.Name} was asked on {DisplayFormat.Time(approval.AskedAt)} and has "
                    + "not decided. As the backup, you may decide now.",
            ],
            cancellationToken
        );

    private async Task SendAsync(
        StoredApproval approval,
        Person person,
        string occasion,
        string subject,
        string[] paragraphs,
        CancellationToken cancellationToken
    )
    {
        var request = approval.Request;
        var program = await programs.FindAsync(request.Program, cancellationToken);
        var message = new EmailMessage
        {
            Subject = subject,
            ProgramName = program?.Name ?? request.Program.Value,
            Recipient = person.Name,
            Paragraphs = paragraphs,
            Facts =
            [
                .. request.Facts.Select(fact => new Fact(fact.Label, fact.Value)),
                new Fact("Decide by", DisplayFormat.Time(approval.ExpiresAt)),
            ],
            Link = new EmailLink("Look at it and decide", links.AddressFor(approval, person.Email)),
            Closing = Closing,
        };
        await post.SendAsync(
            $"approval:{request.Program}:{request.Id}:{occasion}",
            person.Email,
            message,
            cancellationToken
        );
    }
}
