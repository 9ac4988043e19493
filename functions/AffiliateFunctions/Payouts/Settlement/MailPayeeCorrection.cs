using Affiliate.Domain.Payouts.Settlement;
using Affiliate.Domain.Programs;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Settlement;

/// <summary>
/// Informs a partner and finance by e-mail which payout details the bank reports as wrong, although the payment was
/// made.
/// </summary>
public sealed class MailPayeeCorrection(
    IPrograms programs,
    IPartners partners,
    CycleStore cycles,
    PayoutDetailsLinks links,
    FinanceEmails partnerEmails,
    EmailSender emails
)
{
    /// <inheritdoc cref="MailPayeeCorrection"/>
    [Function(nameof(MailPayeeCorrection))]
    public async Task RunAsync([ActivityTrigger] PayeeCorrection correction, CancellationToken cancellationToken)
    {
        var payout = await cycles.FindPayoutAsync(
            correction.Program,
            correction.Period,
            correction.Partner,
            cancellationToken
        );
        if (
            await programs.FindAsync(correction.Program, cancellationToken) is not { } program
            || await partners.FindAsync(correction.Program, correction.Partner, cancellationToken) is not { } partner
            || payout is null
        )
        {
            return;
        }

        // An erased partner has no address.
        if (partner.IsPayee)
        {
            await SendAsync(program, correction, payout, partner, cancellationToken);
        }

        if (program.Charter is { } charter)
        {
            await SendToFinanceAsync(program, charter.Finance, correction, payout, partner, cancellationToken);
        }
    }

    private Task SendAsync(
        AffiliateProgram program,
        PayeeCorrection correction,
        StoredPayout payout,
        Partner partner,
        CancellationToken cancellationToken
    )
    {
        var message = new EmailMessage
        {
            Kind = EmailKind.PayeeCorrection,
            Subject = "Please confirm your payout details",
            Brand = program.Brand(),
            Recipient = partner.Name,
            Paragraphs =
            [
                "Your payout was made, but the bank reports that your payout details are not right.",
                PayeeRemedies.Of(correction.Code),
                "Please enter the right details before the next payout.",
            ],
            Facts = FactsOf(correction, payout),
        };
        return partnerEmails.SendAsync(
            KeyOf(correction, payout),
            partner,
            message with
            {
                Link = links.For(partner),
                Closing = $"The link works once and for {PayoutDetailsLinks.Lifetime.Days} days.",
            },
            copy: message with
            {
                Closing = $"{partner.Name} has got the link by which the details are entered.",
            },
            cancellationToken
        );
    }

    private Task SendToFinanceAsync(
        AffiliateProgram program,
        Person finance,
        PayeeCorrection correction,
        StoredPayout payout,
        Partner partner,
        CancellationToken cancellationToken
    ) =>
        emails.SendAsync(
            $"{KeyOf(correction, payout)}:finance",
            finance.Email,
            new EmailMessage
            {
                Kind = EmailKind.PayeeCorrectionReported,
                Subject = $"The bank reports other payout details of {partner.Company}",
                Brand = program.Brand(),
                Recipient = finance.Name,
                Paragraphs =
                [
                    "The payment was made, but its details must be changed before the next one. The partner was asked to "
                        + "confirm them. The details stay as they are until then: the corrected ones are in the bank's "
                        + "file.",
                ],
                Facts = [new Fact("Partner", $"{partner.Company} ({partner.Id})"), .. FactsOf(correction, payout)],
            },
            cancellationToken
        );

    private static List<Fact> FactsOf(PayeeCorrection correction, StoredPayout payout)
    {
        List<Fact> facts =
        [
            new("Payout", payout.Id),
            new("Account", payout.AccountSummary ?? payout.Method),
            new("Reason", correction.Reason ?? "The bank has given none."),
        ];
        return facts;
    }

    private static string KeyOf(PayeeCorrection correction, StoredPayout payout) =>
        $"payout:{correction.Program}:{payout.Id}:{payout.Attempt}:change:{correction.Code}";
}
