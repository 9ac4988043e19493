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

/// <summary>Sends every paid partner its statement by e-mail. A retried e-mail has the same idempotency key.</summary>
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
        var program =
            await programs.FindAsync(key.Program, cancellationToken)
            ?? throw new InvalidOperationException($"The program {key.Program} is gone.");
        var cycle = await cycles.RequireAsync(key.Program, key.Period, cancellationToken);
        await foreach (var payout in cycles.PayoutsAsync(key.Program, key.Period, after: null, cancellationToken))
        {
            if (
                payout.Status != PayoutStatus.PutBack
                && await partners.FindAsync(key.Program, payout.Partner, cancellationToken) is { } partner
            )
            {
                await SendAsync(program, cycle, payout, partner, cancellationToken);
            }
        }
    }

    private async Task SendAsync(
        AffiliateProgram program,
        StoredCycle cycle,
        StoredPayout payout,
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
        await post.SendAsync(
            $"statement:{program.Slug}:{cycle.Period}:{partner.Id}",
            partner.Email,
            new EmailMessage
            {
                Subject = $"Your statement of {cycle.Period}",
                ProgramName = program.Name,
                Recipient = partner.Name,
                Paragraphs =
                [
                    payout.Status == PayoutStatus.Failed
                        ? "We could not make your payout. The amount stays due and is paid with the next payout; "
                            + "please check your payout details."
                        : $"Your payout of {cycle.Period} was made. These are its lines.",
                ],
                Facts = [.. statement.ToFacts(), .. statement.ToPage(program.Name, partner).Lines],
            },
            cancellationToken
        );
    }
}
