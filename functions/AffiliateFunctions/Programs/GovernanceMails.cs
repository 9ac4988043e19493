using Affiliate.Domain.Programs;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;

namespace AffiliateFunctions.Programs;

/// <summary>The e-mails about the governance of a program.</summary>
public sealed class GovernanceMails(EmailSender post)
{
    /// <summary>Reminds a person of the review of a component, with a link to record it.</summary>
    public Task RemindOfReviewAsync(
        AffiliateProgram program,
        OperatingComponent component,
        ComponentReminder reminder,
        Person person,
        string link,
        CancellationToken cancellationToken
    ) =>
        post.SendAsync(
            $"component:{program.Slug}:{component.Name}:{reminder}:{component.DueAt:O}",
            person.Email,
            new EmailMessage
            {
                Kind = KindOf(reminder),
                Subject = SubjectOf(component, reminder),
                Brand = program.Brand(),
                Recipient = person.Name,
                Paragraphs =
                [
                    reminder == ComponentReminder.Escalated
                        ? $"{component.Owner.Name} owns the {component.Title} of the program. Its review was due on "
                            + $"{DisplayFormat.Day(component.DueAt)} and is not recorded."
                        : $"{OwnerOf(component)} the {component.Title} of the program. Please review it by "
                            + $"{DisplayFormat.Day(component.DueAt)}.",
                    "Check that what is written about it is still what you do, and that its inputs still arrive. Then "
                        + "record what you checked, what you changed, and when to look again.",
                ],
                Facts =
                [
                    new Fact("What it is", component.Definition),
                    new Fact("Inputs", string.Join(", ", component.Inputs)),
                    new Fact(
                        "Last review",
                        component.LastReview is { } last ? DisplayFormat.Day(last.At) : "none so far"
                    ),
                ],
                Link = new EmailLink("Record the review", link),
                Closing = "Opening the link records nothing. A review by this link is recorded as yours.",
            },
            cancellationToken
        );

    // The program's owner reviews for an owner without an address.
    private static string OwnerOf(OperatingComponent component) =>
        component.Owner.Email is null
            ? $"{component.Owner.Name} has no e-mail address in the program and owns"
            : "You own";

    private static EmailKind KindOf(ComponentReminder reminder) =>
        reminder switch
        {
            ComponentReminder.Before => EmailKind.ComponentReviewSoon,
            ComponentReminder.Due => EmailKind.ComponentReviewDue,
            _ => EmailKind.ComponentReviewOverdue,
        };

    private static string SubjectOf(OperatingComponent component, ComponentReminder reminder) =>
        reminder switch
        {
            ComponentReminder.Before => $"Review the {component.Title} by {DisplayFormat.Day(component.DueAt)}",
            ComponentReminder.Due => $"The review of the {component.Title} is due",
            _ => $"The review of the {component.Title} is overdue",
        };
}
