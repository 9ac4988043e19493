using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Ids;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Onboarding.Partners;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Payees;

/// <summary>
/// Stores the payout details that partners enter by their links. The first details apply at once. Other details wait
/// until the partner confirms them by a link that is sent to the address which the program knows.
/// </summary>
public sealed class PayeeService(
    PayeeLinkReader links,
    PartnerStore partners,
    PartnerChanges changes,
    PayeeAccounts accounts,
    PayoutAccountHash hashes,
    IAuditLog audit,
    IdSource ids,
    TimeProvider clock
)
{
    /// <summary>Returns the current state of the link and changes nothing.</summary>
    public Task<PayeeLinkResult> OpenAsync(string text, CancellationToken cancellationToken) =>
        links.OpenAsync(text, PayoutDetailsLinks.IsUnused, cancellationToken);

    /// <summary>
    /// Stores the entered details. A form that is sent twice gets the same answer twice, and the second request
    /// completes what an interrupted first request has left open.
    /// </summary>
    public async Task<PayeeLinkResult> EnterAsync(
        string text,
        EnteredDetails entered,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var opened = await OpenAsync(text, cancellationToken);
        if (opened is not (PayeeLinkResult.Open or PayeeLinkResult.Used))
        {
            return opened;
        }

        var payee = opened.Payee!;
        var details = Check(payee, entered);
        if (!details.Succeeded)
        {
            return opened is PayeeLinkResult.Used ? opened : new PayeeLinkResult.Refused(payee, details.Problem);
        }

        if (opened is PayeeLinkResult.Open { Token: var token })
        {
            var (now, id) = (clock.GetUtcNow(), ids.Next("pch_"));
            var changed = await changes.ChangeAsync(
                payee.Program,
                payee.Partner.Id.Value,
                partner => Entered(partner, token, details.Value, id, now),
                cancellationToken
            );
            if (!changed.Succeeded && changed.Problem.Kind != ProblemKind.Conflict)
            {
                return new PayeeLinkResult.Invalid();
            }

            // After a conflict another request has used the link.
            var stored =
                changed.Value ?? await partners.FindAsync(payee.Program.Slug, payee.Partner.Id, cancellationToken);
            payee = payee with { Partner = stored ?? payee.Partner };
        }

        return await CompleteAsync(payee, hashes.Of(details.Value.Details), orchestrations, cancellationToken);
    }

    private static Result<(PayoutDetails Details, string Summary)> Check(Payee payee, EnteredDetails entered) =>
        payee.Policy.Methods.Contains(entered.Method)
            ? PayoutDetailsCheck.Check(entered.Method, entered.Fields)
            : Problem.Invalid("/payout/method", "Choose one of the methods that this program offers.");

    private Result<PartnerChange> Entered(
        Partner partner,
        LinkToken token,
        (PayoutDetails Details, string Summary) sent,
        string changeId,
        DateTimeOffset now
    )
    {
        if (!PayeeLinkReader.IsOf(token, partner) || !PayoutDetailsLinks.IsUnused(token, partner))
        {
            return Problem.Conflict("The link has been used.");
        }

        var (account, used) = (
            hashes.Of(sent.Details),
            partner with
            {
                Entries = partner.Entries with { PayoutDetails = partner.Entries.PayoutDetails + 1 },
            }
        );
        if (partner.Payout.Method is null)
        {
            return new PartnerChange(
                accounts.With(used, sent.Details, sent.Summary, now),
                [],
                new ChangedSecrets(sent.Details)
            );
        }

        return partner.Payout.Account == account
            ? new PartnerChange(accounts.With(used, sent.Details, sent.Summary, now), [])
            : new PartnerChange(
                used with
                {
                    PayoutChange = new PayoutChange(changeId, now, sent.Details.Method, sent.Summary, account),
                },
                [],
                new ChangedSecrets(PendingDetails: sent.Details)
            );
    }

    private async Task<PayeeLinkResult> CompleteAsync(
        Payee payee,
        string account,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var partner = payee.Partner;
        if (partner.PayoutChange is { Status: PayoutChangeStatus.Pending } change && change.Account == account)
        {
            await audit.RecordAsync(
                new AuditEntry(
                    partner.Program,
                    $"partner:{partner.Id}:payout_change:{change.Id}:requested",
                    partner.Id.Value,
                    "payout_change_requested",
                    partner.Id.Value,
                    PayeeAccounts.TextOf(change.Method, change.Account),
                    clock.GetUtcNow()
                ),
                cancellationToken
            );
            await orchestrations.StartPayoutChangeAsync(partner, change, cancellationToken);
            return new PayeeLinkResult.ChangeRequested(payee, change);
        }

        if (partner.Payout.Account != account)
        {
            return new PayeeLinkResult.Used(payee);
        }

        // Details that have replaced others were recorded with their confirmation.
        if (partner.Payout.ChangedAt is null && partner.Entries.PayoutDetails > 0)
        {
            await accounts.ReportAsync(partner, partner.Id.Value, orchestrations, cancellationToken);
        }

        return new PayeeLinkResult.Saved(payee);
    }
}

/// <summary>A partner that enters how it is paid.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Program">The program.</param>
/// <param name="Policy">How the program pays.</param>
public sealed record Payee(Partner Partner, AffiliateProgram Program, PayeePolicy Policy);

/// <summary>Payout details as entered.</summary>
/// <param name="Method">The method.</param>
/// <param name="Fields">The fields of the method.</param>
public sealed record EnteredDetails(string Method, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>Nothing was entered.</summary>
    internal static EnteredDetails None { get; } = new(string.Empty, new Dictionary<string, string>());
}
