using Affiliate.Domain.Programs;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Statements;

/// <summary>
/// Sends the statement of a cycle by e-mail to every partner that has a payout or an amount that is not paid. A retried
/// e-mail has the same idempotency key.
/// </summary>
public sealed class SendStatements(
    IPrograms programs,
    IPartners partners,
    ILedger ledger,
    CycleStore cycles,
    EmailSender post
)
{
    /// <inheritdoc cref="SendStatements"/>
    [Function(nameof(SendStatements))]
    public async Task RunAsync([ActivityTrigger] CycleKey key, CancellationToken cancellationToken)
    {
        // The attempt that is started again sends the statements of the month.
        if (await cycles.IsOutdatedAsync(key, cancellationToken))
        {
            return;
        }

        var (program, cycle) = await cycles.RequireWithProgramAsync(programs, key, cancellationToken);
        var payouts = (await cycles.AllPayoutsAsync(key.Program, key.Period, cancellationToken))
            .Where(payout => payout.Attempt == cycle.Attempt)
            .ToDictionary(payout => payout.Partner);
        var recipients = payouts.Keys.Union(cycle.Skipped.Select(skipped => skipped.Partner));
        foreach (var recipient in recipients)
        {
            if (await partners.FindAsync(key.Program, recipient, cancellationToken) is { } partner)
            {
                await SendAsync(program, cycle, payouts.GetValueOrDefault(recipient), partner, cancellationToken);
            }
        }
    }

    private async Task SendAsync(
        AffiliateProgram program,
        StoredCycle cycle,
        StoredPayout? payout,
        Partner partner,
        CancellationToken cancellationToken
    )
    {
        var statement = PartnerStatement.Of(
            cycle,
            partner.Id,
            payout,
            await ledger.BalanceAsync(program.Slug, partner.Id, cancellationToken)
        );
        var attempt = cycle.Attempt == 0 ? string.Empty : $":{cycle.Attempt}";
        await post.SendAsync(
            $"statement:{program.Slug}:{cycle.Period}:{partner.Id}{attempt}",
            partner.Email,
            new EmailMessage
            {
                Subject = $"Your statement of {cycle.Period}",
                ProgramName = program.Name,
                Recipient = partner.Name,
                Paragraphs = [ParagraphOf(cycle, payout)],
                Facts = [.. statement.ToFacts(), .. statement.ToPage(program.Name, partner).Lines],
            },
            cancellationToken
        );
    }

    private static string ParagraphOf(StoredCycle cycle, StoredPayout? payout) =>
        payout?.Status switch
        {
            PayoutStatus.Paid => $"Your payout of {cycle.Period} was made. These are its lines.",
            PayoutStatus.Failed or PayoutStatus.Returned =>
                "We could not make your payout. The amount stays due and is paid with the next payout; please check "
                    + "your payout details.",
            _ => $"No payout was made to you for {cycle.Period}. What is due to you stays due; the reason is below.",
        };
}
