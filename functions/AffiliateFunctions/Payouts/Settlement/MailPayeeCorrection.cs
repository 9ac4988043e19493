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
/// Tells a partner and finance by e-mail which payout details the bank reports as wrong, although the payment was made.
/// </summary>
public sealed class MailPayeeNotice(
    IPrograms programs,
    IPartners partners,
    CycleStore cycles,
    PayoutDetailsLinks links,
    EmailSender emails
)
{
    /// <inheritdoc cref="MailPayeeNotice"/>
    [Function(nameof(MailPayeeNotice))]
    public async Task RunAsync([ActivityTrigger] PayeeNotice notice, CancellationToken cancellationToken)
    {
        var payout = await cycles.FindPayoutAsync(notice.Program, notice.Period, notice.Partner, cancellationToken);
        if (
            await programs.FindAsync(notice.Program, cancellationToken) is not { } program
            || await partners.FindAsync(notice.Program, notice.Partner, cancellationToken) is not { } partner
            || payout is null
        )
        {
            return;
        }

        // An erased partner has no address.
        if (partner.Status != PartnerStatus.Closed)
        {
            await SendAsync(program, notice, payout, partner, cancellationToken);
        }

        if (program.Charter is { } charter)
        {
            await SendToFinanceAsync(program, charter.Finance, notice, payout, partner, cancellationToken);
        }
    }

    private Task SendAsync(
        AffiliateProgram program,
        PayeeNotice notice,
        StoredPayout payout,
        Partner partner,
        CancellationToken cancellationToken
    ) =>
        emails.SendAsync(
            KeyOf(notice, payout),
            partner.Email,
            new EmailMessage
            {
                Subject = "Please confirm your payout details",
                ProgramName = program.Name,
                Recipient = partner.Name,
                Paragraphs =
                [
                    "Your payout was made, but the bank reports that your payout details are not right.",
                    PayeeRemedies.Of(notice.Code),
                    "Please enter the right details before the next payout.",
                ],
                Facts = FactsOf(notice, payout),
                Link = links.For(partner),
                Closing = $"The link works once and for {PayoutDetailsLinks.Lifetime.Days} days.",
            },
            cancellationToken
        );

    private Task SendToFinanceAsync(
        AffiliateProgram program,
        Person finance,
        PayeeNotice notice,
        StoredPayout payout,
        Partner partner,
        CancellationToken cancellationToken
    ) =>
        emails.SendAsync(
            $"{KeyOf(notice, payout)}:finance",
            finance.Email,
            new EmailMessage
            {
                Subject = $"The bank reports other payout details of {partner.Company}",
                ProgramName = program.Name,
                Recipient = finance.Name,
                Paragraphs =
                [
                    "The payment was made, but its details must be changed before the next one. The partner was asked to "
                        + "confirm them. The details stay as they are until then: the corrected ones are in the bank's "
                        + "file.",
                ],
                Facts = [new Fact("Partner", $"{partner.Company} ({partner.Id})"), .. FactsOf(notice, payout)],
            },
            cancellationToken
        );

    private static List<Fact> FactsOf(PayeeNotice notice, StoredPayout payout)
    {
        List<Fact> facts =
        [
            new("Payout", payout.Id),
            new("Account", payout.AccountSummary ?? payout.Method),
            new("Reason", notice.Reason ?? "The bank has given none."),
        ];
        return facts;
    }

    private static string KeyOf(PayeeNotice notice, StoredPayout payout) =>
        $"payout:{notice.Program}:{payout.Id}:{payout.Attempt}:change:{notice.Code}";
}
