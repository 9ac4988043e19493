using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Adjustments;
using AffiliateFunctions.Infrastructure.Ids;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Programs;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Disputes.Links;

/// <summary>
/// Lets partners open disputes. A link works only for the address that the partner has now, and contests only
/// commissions of its partner.
/// </summary>
public sealed class DisputeService(
    DisputeStore disputes,
    DisputeLinks links,
    IPrograms programs,
    IPartners partners,
    ILedger ledger,
    IAdjustments adjustments,
    IdSource ids,
    TimeProvider clock
)
{
    private const int MaxOpen = 10;
    private const int MaxShown = 100;

    /// <summary>Returns the current state of the link and changes nothing.</summary>
    /// <param name="text">The token of the link.</param>
    /// <param name="wanted">The commission that is shown however old it is, if the link contests it; null for none.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<DisputeLinkResult> OpenAsync(string text, string? wanted, CancellationToken cancellationToken)
    {
        var (token, refusal) = links.Read(text);
        if (token is null)
        {
            return refusal == LinkRefusal.Expired ? new DisputeLinkResult.Expired() : new DisputeLinkResult.Invalid();
        }

        var slug = ProgramSlug.Parse(token.Program);
        if (
            await programs.FindAsync(slug, cancellationToken) is not { Charter: not null } program
            || await partners.FindAsync(slug, PartnerId.Parse(token.Subject), cancellationToken) is not { } partner
            || !Mailbox.AreSame(partner.Email, token.Actor)
        )
        {
            return new DisputeLinkResult.Invalid();
        }

        var since = Period.Parse(token.ContentHash).Start(program.Zone);
        var commissions = await ledger
            .CommissionsAsync(slug, partner.Id, cancellationToken)
            .Where(commission => ContestableCommissions.Contains(commission, since))
            .ToListAsync(cancellationToken);
        return new DisputeLinkResult.Open(
            partner,
            [
                .. Enumerable
                    .Reverse(commissions)
                    .Where((commission, place) => place < MaxShown || commission.Id.Value == wanted),
            ]
        );
    }

    /// <summary>
    /// Stores the dispute and starts its orchestration. A repeated request finds the open dispute, and starts the
    /// orchestration again, because the first request may have been interrupted.
    /// </summary>
    public async Task<DisputeLinkResult> DisputeAsync(
        string text,
        OpenDispute.DisputeForm form,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var result = await OpenAsync(text, form.Commission, cancellationToken);
        if (result is not DisputeLinkResult.Open open)
        {
            return result;
        }

        var now = clock.GetUtcNow();
        if (DisputeFormCheck.Mistake(form, open.Commissions, now) is { } mistake)
        {
            return open with { Mistake = mistake };
        }

        var asked = form.ToDispute(open.Partner, DisputeId.Parse(ids.Next("dsp_")), now);
        var own = await disputes
            .OfPartnerAsync(asked.Program, asked.Partner, cancellationToken)
            .ToListAsync(cancellationToken);
        if (
            await WaitingAsync(own.Where(dispute => dispute.Subject == asked.Subject), cancellationToken) is { } granted
        )
        {
            return new DisputeLinkResult.CorrectionWaits(open.Partner, granted);
        }

        var openOnes = own.FindAll(dispute => dispute.Status == DisputeStatus.Open);
        if (openOnes.Count >= MaxOpen && openOnes.TrueForAll(dispute => dispute.Subject != asked.Subject))
        {
            return new DisputeLinkResult.TooMany(open.Partner);
        }

        var stored = await disputes.OpenAsync(asked, cancellationToken);
        await orchestrations.StartDisputeAsync(stored, cancellationToken);
        return stored.Id == asked.Id
            ? new DisputeLinkResult.Done(open.Partner, stored)
            : new DisputeLinkResult.AlreadyOpen(open.Partner, stored);
    }

    // Until the correction is decided, the commission looks as if nothing was put right, and a second grant pays twice.
    private async Task<Dispute?> WaitingAsync(IEnumerable<Dispute> same, CancellationToken cancellationToken)
    {
        foreach (var dispute in same)
        {
            if (
                dispute is { Status: DisputeStatus.Granted, Effect: { Remedy: DisputeRemedy.Correction } effect }
                && AdjustmentId.TryParse(effect.Reference, out var correction)
                && await adjustments.IsOpenAsync(dispute.Program, correction, cancellationToken)
            )
            {
                return dispute;
            }
        }

        return null;
    }
}
