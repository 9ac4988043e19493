using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Payees.Activities;

/// <summary>
/// Sends the link for payout details to the address that the program knows, and explains a payout that failed.
/// </summary>
public sealed class MailPayoutDetailsLink(
    IPartners partners,
    IPrograms programs,
    PayoutDetailsLinks links,
    EmailSender emails
)
{
    /// <inheritdoc cref="MailPayoutDetailsLink"/>
    [Function(nameof(MailPayoutDetailsLink))]
    public async Task RunAsync([ActivityTrigger] PayoutDetailsRequest request, CancellationToken cancellationToken)
    {
        // An erased partner has no address.
        if (
            await partners.FindAsync(request.Program, request.Partner, cancellationToken)
                is not { IsPayee: true } partner
            || await programs.FindAsync(request.Program, cancellationToken) is not { } program
        )
        {
            return;
        }

        await emails.SendAsync(
            $"partner:{request.Program}:{request.Partner}:payout_details_link:{request.Cause}",
            partner.Email,
            new EmailMessage
            {
                Kind = request.Failed is null ? EmailKind.PayoutDetailsLink : EmailKind.PayoutFailed,
                Subject = request.Failed is { } payout
                    ? $"We could not pay you for {payout.Period}"
                    : "Your link for payout details",
                Brand = program.Brand(),
                Recipient = partner.Name,
                Paragraphs = request.Failed is { } failed ? Failure(failed) : Renewal,
                Facts = partner.Payout.Summary is { } summary ? [new Fact("Your payout details", summary)] : [],
                Link = links.For(partner),
                Closing = $"The link works once and for {PayoutDetailsLinks.Lifetime.Days} days.",
            },
            cancellationToken
        );
    }

    private static readonly string[] Renewal =
    [
        "You have asked for a link to enter your payout details. If you have not, you can ignore this e-mail: "
            + "nothing has changed.",
    ];

    private static string[] Failure(FailedPayout failed)
    {
        var amount = DisplayFormat.Amount(failed.Amount, failed.Currency);
        var reason = failed.Reason is null ? "The bank gave no reason." : $"The reason: {failed.Reason.TrimEnd('.')}.";
        return
        [
            $"Your payout of {amount} for {failed.Period} was not made. {reason}",
            "The amount stays due and is paid in the next cycle. "
                + (
                    failed.Remedy
                    ?? "Please compare your payout details with those of your bank, and enter them again if they are wrong."
                ),
            "We ask you by e-mail to confirm other details, and pay nothing to them in the first three days.",
        ];
    }
}
