using Affiliate.Domain.Programs;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Programs;

/// <summary>The e-mails about the governance of a program.</summary>
public sealed class GovernanceMails(EmailSender post)
{
    /// <summary>Informs the owner of a component that its review is overdue.</summary>
    public Task RemindOfReviewAsync(
        AffiliateProgram program,
        OperatingComponent component,
        CancellationToken cancellationToken
    ) =>
        post.SendAsync(
            $"component:{program.Slug}:{component.Name}:overdue:{component.DueAt:O}",
            component.Owner.Email,
            new EmailMessage
            {
                Subject = $"The review of {StoredJson.NameOf(component.Name).Replace('_', ' ')} is overdue",
                Brand = program.Brand(),
                Recipient = component.Owner.Name,
                Paragraphs =
                [
                    "You own this component of the program. Its review was due on "
                        + $"{DisplayFormat.Day(component.DueAt)}.",
                    "Check that its definition and inputs are still correct, update them if they are not, and record "
                        + "the review.",
                ],
                Facts =
                [
                    new Fact("Definition", component.Definition),
                    new Fact("Inputs", string.Join(", ", component.Inputs)),
                ],
            },
            cancellationToken
        );
}
