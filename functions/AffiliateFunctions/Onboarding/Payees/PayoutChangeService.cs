using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.Programs;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Payees;

/// <summary>Confirms and discards changes of payout details by the links that the partner got at its address.</summary>
public sealed class PayoutChangeService(
    PayoutChangeLinks links,
    PartnerStore partners,
    PartnerChanges changes,
    PayeeAccounts accounts,
    PayoutAccountHash hashes,
    IPrograms programs,
    TimeProvider clock
)
{
    /// <summary>Returns the current state of the link and changes nothing.</summary>
    public async Task<PayoutChangeResult> OpenAsync(string text, CancellationToken cancellationToken)
    {
        var (token, refusal) = links.Read(text);
        if (token is null)
        {
            return refusal == LinkRefusal.Expired ? new PayoutChangeResult.Expired() : new PayoutChangeResult.Invalid();
        }

        var slug = ProgramSlug.Parse(token.Program);
        return
            await programs.FindAsync(slug, cancellationToken) is { } program
            && await partners.FindAsync(slug, PartnerId.Parse(token.Subject), cancellationToken) is { } partner
            ? StateOf(token, partner, program)
            : new PayoutChangeResult.Invalid();
    }

    /// <summary>
    /// Puts the new details in force or discards them, as the link says. A link that discards reports a change which
    /// was confirmed already to finance. A repeated request completes what an interrupted one has left open.
    /// </summary>
    public async Task<PayoutChangeResult> DecideAsync(
        string text,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var opened = await OpenAsync(text, cancellationToken);

        // A browser that closes the connection must not interrupt a decision between its storage and its report.
        if (opened is PayoutChangeResult.Open open)
        {
            var decided = await changes.ChangeAsync(
                open.Program,
                open.Payee.Id.Value,
                partner => DecideAsync(open.Token, partner, open.Program, CancellationToken.None),
                CancellationToken.None
            );
            opened = decided.Succeeded
                ? new PayoutChangeResult.Done(decided.Value, decided.Value.PayoutChange!)
                : await OpenAsync(text, CancellationToken.None);
        }

        switch (opened)
        {
            case PayoutChangeResult.Done or PayoutChangeResult.AlreadyDone:
                await FollowAsync(opened.Partner!, opened.Change!, orchestrations, CancellationToken.None);
                return opened;
            case PayoutChangeResult.Disputable confirmed:
                await orchestrations.StartPayoutDisputeAsync(
                    new PayoutDispute(
                        confirmed.Payee.Program,
                        confirmed.Payee.Id,
                        confirmed.Confirmed.Id,
                        clock.GetUtcNow()
                    ),
                    CancellationToken.None
                );
                return new PayoutChangeResult.Disputed(confirmed.Payee);
            default:
                return opened;
        }
    }

    private async Task<Result<PartnerChange>> DecideAsync(
        LinkToken token,
        Partner partner,
        AffiliateProgram program,
        CancellationToken cancellationToken
    )
    {
        if (StateOf(token, partner, program) is not PayoutChangeResult.Open { Asked: var change })
        {
            return Problem.Conflict("The change is decided or outdated.");
        }

        var now = clock.GetUtcNow();
        if (!PayoutChangeLinks.Confirms(token))
        {
            return new PartnerChange(
                partner with
                {
                    PayoutChange = change with { Status = PayoutChangeStatus.Discarded, DecidedAt = now },
                },
                []
            );
        }

        // The details are read after the partner. Another change may have replaced them in between.
        var details = await partners.ReadPendingDetailsAsync(partner.Program, partner.Id, cancellationToken);
        return details is null || hashes.Of(details) != change.Account
            ? Problem.Conflict("The change was replaced.")
            : new PartnerChange(
                accounts.With(partner, details, change.Summary, now) with
                {
                    PayoutChange = change with { Status = PayoutChangeStatus.Confirmed, DecidedAt = now },
                },
                [],
                new ChangedSecrets(details)
            );
    }

    private static PayoutChangeResult StateOf(LinkToken token, Partner partner, AffiliateProgram program)
    {
        if (!partner.IsPayee || partner.Email != token.Actor)
        {
            return new PayoutChangeResult.Invalid();
        }

        if (partner.PayoutChange is not { } change || change.Id != token.ContentHash)
        {
            return new PayoutChangeResult.Outdated();
        }

        return change.Status switch
        {
            PayoutChangeStatus.Expired => new PayoutChangeResult.Expired(),
            PayoutChangeStatus.Confirmed when !PayoutChangeLinks.Confirms(token) => new PayoutChangeResult.Disputable(
                partner,
                change,
                program
            ),
            not PayoutChangeStatus.Pending => new PayoutChangeResult.AlreadyDone(partner, change),
            _ => new PayoutChangeResult.Open(partner, change, program, token),
        };
    }

    private async Task FollowAsync(
        Partner partner,
        PayoutChange change,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        // The event comes first: the orchestration completes what an interruption of this request leaves open.
        await orchestrations.ReportPayoutChangeAsync(partner, change, cancellationToken);
        if (change.Status == PayoutChangeStatus.Discarded)
        {
            await accounts.RecordDiscardAsync(partner, change, cancellationToken);
        }
        else if (partner.Payout.Account == change.Account)
        {
            await accounts.ReportAsync(partner, partner.Id.Value, orchestrations, cancellationToken);
        }
    }
}

/// <summary>The result of opening a link of a change of payout details, or of deciding by it.</summary>
/// <param name="Partner">The partner; null if the link decides nothing any more.</param>
/// <param name="Change">The change; null if the link decides nothing any more.</param>
public abstract record PayoutChangeResult(Partner? Partner, PayoutChange? Change)
{
    /// <summary>The link is forged or was altered, or its partner is gone.</summary>
    internal sealed record Invalid() : PayoutChangeResult(null, null);

    /// <summary>The time to confirm has passed.</summary>
    internal sealed record Expired() : PayoutChangeResult(null, null);

    /// <summary>Other details were entered since.</summary>
    internal sealed record Outdated() : PayoutChangeResult(null, null);

    /// <summary>The change was decided earlier.</summary>
    internal sealed record AlreadyDone(Partner Payee, PayoutChange Decided) : PayoutChangeResult(Payee, Decided);

    /// <summary>The page shows the button. The token was valid when the link was opened.</summary>
    internal sealed record Open(Partner Payee, PayoutChange Asked, AffiliateProgram Program, LinkToken Token)
        : PayoutChangeResult(Payee, Asked);

    /// <summary>Somebody has confirmed the change. The link that discards can still report that to finance.</summary>
    internal sealed record Disputable(Partner Payee, PayoutChange Confirmed, AffiliateProgram Program)
        : PayoutChangeResult(Payee, Confirmed);

    /// <summary>Finance is informed that the partner has not asked for the confirmed change.</summary>
    internal sealed record Disputed(Partner Payee) : PayoutChangeResult(Payee, null);

    /// <summary>The change is now decided.</summary>
    internal sealed record Done(Partner Payee, PayoutChange Decided) : PayoutChangeResult(Payee, Decided);
}
