using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Ids;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.Programs;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Payees;

/// <summary>
/// Stores the payout details that partners enter by their links. The first details apply at once. Other details wait
/// until the partner confirms them by a link that is sent to the address which the program knows.
/// </summary>
public sealed class PayeeService(
    PayoutDetailsLinks links,
    PartnerStore partners,
    PartnerChanges changes,
    PayeeAccounts accounts,
    PayoutAccountHash hashes,
    PayeePolicies policies,
    IPrograms programs,
    IAuditLog audit,
    IdSource ids,
    TimeProvider clock
)
{
    /// <summary>Returns the current state of the link and changes nothing.</summary>
    public async Task<PayeeLinkResult> OpenAsync(string text, CancellationToken cancellationToken)
    {
        var (token, refusal) = links.Read(text);
        var genuine = refusal == LinkRefusal.Expired ? links.ReadExpired(text) : token;
        return genuine is null || await FindAsync(genuine, cancellationToken) is not { } payee
                ? new PayeeLinkResult.Invalid()
            : token is null ? new PayeeLinkResult.Expired(payee)
            : PayoutDetailsLinks.IsUnused(token, payee.Partner) ? new PayeeLinkResult.Open(payee)
            : new PayeeLinkResult.Used(payee);
    }

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

        if (opened is PayeeLinkResult.Open)
        {
            var (now, id, token) = (clock.GetUtcNow(), ids.Next("pch_"), links.Read(text).Token!);
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
        if (!IsOf(token, partner) || !PayoutDetailsLinks.IsUnused(token, partner))
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
            ? new PartnerChange(partner, [])
            : new PartnerChange(
                used with
                {
                    PayoutChange = new PayoutChange(
                        changeId,
                        now,
                        sent.Details.Method,
                        sent.Summary,
                        account,
                        partner.Payout.Account
                    ),
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
            await RecordAsync(
                partner,
                $"payout_change:{change.Id}:requested",
                "payout_change_requested",
                $"From {partner.Payout.Summary ?? "none"} to {change.Summary}.",
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
            await RecordAsync(
                partner,
                "payout_details:entered",
                "payout_details_entered",
                $"{partner.Payout.Summary}.",
                cancellationToken
            );
        }

        return new PayeeLinkResult.Saved(payee);
    }

    private Task RecordAsync(
        Partner partner,
        string cause,
        string action,
        string reason,
        CancellationToken cancellationToken
    ) =>
        audit.RecordAsync(
            new AuditEntry(
                partner.Program,
                $"partner:{partner.Id}:{cause}",
                partner.Id.Value,
                action,
                partner.Id.Value,
                reason,
                clock.GetUtcNow()
            ),
            cancellationToken
        );

    private async Task<Payee?> FindAsync(LinkToken token, CancellationToken cancellationToken)
    {
        var slug = ProgramSlug.Parse(token.Program);
        return
            await programs.FindAsync(slug, cancellationToken) is { } program
            && await partners.FindAsync(slug, PartnerId.Parse(token.Subject), cancellationToken) is { } partner
            && IsOf(token, partner)
            ? new Payee(partner, program, await policies.InForceAsync(program, cancellationToken))
            : null;
    }

    // An erased partner has another address and is closed.
    private static bool IsOf(LinkToken token, Partner partner) =>
        partner.Status != PartnerStatus.Closed && partner.Email == token.Actor;
}

/// <summary>A partner that enters how it is paid.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Program">The program.</param>
/// <param name="Policy">How the program pays.</param>
public sealed record Payee(Partner Partner, AffiliateProgram Program, PayeePolicy Policy);

/// <summary>Payout details as entered.</summary>
/// <param name="Method">The method.</param>
/// <param name="Fields">The fields of the method.</param>
public sealed record EnteredDetails(string Method, IReadOnlyDictionary<string, string> Fields);

/// <summary>The result of opening a link for payout details, or of entering them.</summary>
/// <param name="Payee">The partner of the link; null for a link that is not genuine.</param>
public abstract record PayeeLinkResult(Payee? Payee)
{
    /// <summary>The link is forged or was altered, or its partner is gone.</summary>
    internal sealed record Invalid() : PayeeLinkResult((Payee?)null);

    /// <summary>The link has expired.</summary>
    internal sealed record Expired(Payee Owner) : PayeeLinkResult(Owner);

    /// <summary>Details were entered since the link was made.</summary>
    internal sealed record Used(Payee Owner) : PayeeLinkResult(Owner);

    /// <summary>The page shows the form.</summary>
    internal sealed record Open(Payee Owner) : PayeeLinkResult(Owner);

    /// <summary>The form has mistakes.</summary>
    internal sealed record Refused(Payee Owner, Problem Problem) : PayeeLinkResult(Owner);

    /// <summary>The details are in force.</summary>
    internal sealed record Saved(Payee Owner) : PayeeLinkResult(Owner);

    /// <summary>The details wait for their confirmation.</summary>
    internal sealed record ChangeRequested(Payee Owner, PayoutChange Change) : PayeeLinkResult(Owner);
}
