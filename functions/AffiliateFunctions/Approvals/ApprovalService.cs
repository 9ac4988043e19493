using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Approvals.Delegations;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Infrastructure.Security;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Approvals;

/// <summary>Opens approval links and stores decisions.</summary>
public sealed class ApprovalService(
    ApprovalStore approvals,
    ApprovalLinks links,
    DelegationStore delegations,
    ApprovalSignIns signIns,
    ApprovalAudit audit,
    TimeProvider clock,
    ILogger<ApprovalService> logger
) : IApprovalWithdrawals
{
    private const int MaxSelected = 500;

    /// <summary>Returns the current state of the link and changes nothing.</summary>
    /// <param name="text">The token of the link.</param>
    /// <param name="person">The person who is signed in, or null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<ApprovalLinkResult> OpenAsync(
        string text,
        SignedInPerson? person,
        CancellationToken cancellationToken
    )
    {
        var result = await OpenAsync(text, cancellationToken);
        return result is not ApprovalLinkResult.Undecided open ? result
            : person?.Owns(open.Actor) == true ? open with { SignedIn = person }
            : signIns.AreRequiredFor(open.Approval.Request)
                ? new ApprovalLinkResult.SignInNeeded(open.Approval, open.Actor, person)
            : open;
    }

    private async Task<ApprovalLinkResult> OpenAsync(string text, CancellationToken cancellationToken)
    {
        var (token, refusal) = links.Read(text);
        if (token is null)
        {
            return refusal == LinkRefusal.Expired ? new ApprovalLinkResult.Expired() : new ApprovalLinkResult.Invalid();
        }

        var approval = await approvals.FindAsync(ApprovalLinks.ProgramOf(token), token.Subject, cancellationToken);
        return approval is null || approval.ContentHash != token.ContentHash ? new ApprovalLinkResult.Invalid()
            : approval.Decision is not null ? new ApprovalLinkResult.AlreadyDecided(approval, token.Actor)
            : !approval.Request.MayDecide(token.Actor) ? new ApprovalLinkResult.NotAllowed(token.Actor)
            : approval.Request.Asks(token.Actor) ? new ApprovalLinkResult.Undecided(approval, token.Actor, Error: null)
            : await OpenForDeputyAsync(approval, token.Actor, cancellationToken);
    }

    // The approval keeps whom a deputy was asked for. Whether the deputy may still decide is what the delegation says
    // now, which the person can have ended or given to another deputy.
    private async Task<ApprovalLinkResult> OpenForDeputyAsync(
        StoredApproval approval,
        string actor,
        CancellationToken cancellationToken
    )
    {
        var asked = approval.DeputiesOf(actor).ToList();
        foreach (var deputy in asked)
        {
            var delegation = await delegations.FindAsync(
                approval.Request.Program,
                deputy.OnBehalfOf.Email,
                cancellationToken
            );
            if (delegation?.IsInForceAt(clock.GetUtcNow()) == true && Mailbox.AreSame(delegation.Deputy.Email, actor))
            {
                return new ApprovalLinkResult.Undecided(approval, actor, Error: null) { Deputy = deputy };
            }
        }

        return asked is [var latest, ..]
            ? new ApprovalLinkResult.DeputyEnded(latest)
            : new ApprovalLinkResult.NotAllowed(actor);
    }

    /// <summary>
    /// Stores the decision, then signals the orchestration that waits for it. When the same person sends the form
    /// again, the orchestration is signalled again, because the first request may have been interrupted before the
    /// signal.
    /// </summary>
    public async Task<ApprovalLinkResult> DecideAsync(
        string text,
        DecisionForm form,
        SignedInPerson? person,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var answer = await OpenAsync(text, person, cancellationToken);
        if (answer is ApprovalLinkResult.AlreadyDecided earlier && earlier.Approval.Decision!.Actor == earlier.Actor)
        {
            await SignalAsync(earlier.Approval, orchestrations, cancellationToken);
        }

        if (answer is not ApprovalLinkResult.Undecided open)
        {
            return answer;
        }

        if (Mistake(open.Approval.Request, form) is { } mistake)
        {
            return open with { Error = mistake };
        }

        var request = open.Approval.Request;
        var decision = DecisionOf(open, form);
        var stored = await approvals.DecideAsync(request.Program, request.Id, decision, cancellationToken);
        if (!decision.IsSameAs(stored.Decision))
        {
            return new ApprovalLinkResult.AlreadyDecided(stored, open.Actor);
        }

        await SignalAsync(stored, orchestrations, cancellationToken);
        logger.LogInformation(
            "Approval {Approval} of {Program} was decided: {Decision}",
            request.Id,
            request.Program,
            decision.Decision
        );
        return new ApprovalLinkResult.Decided(stored, open.Actor);
    }

    /// <inheritdoc/>
    public async Task WithdrawAsync(
        ProgramSlug program,
        string id,
        string reason,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if (await approvals.FindAsync(program, id, cancellationToken) is null)
        {
            return;
        }

        var withdrawal = new ApprovalDecision(
            ApprovalDecision.Withdrawn,
            ApprovalDecision.WithdrawalActor,
            reason,
            Note: null,
            clock.GetUtcNow()
        );
        var stored = await approvals.DecideAsync(program, id, withdrawal, cancellationToken);
        if (stored.Decision!.Decision == ApprovalDecision.Withdrawn)
        {
            await SignalAsync(stored, orchestrations, cancellationToken);
        }
    }

    private async Task SignalAsync(
        StoredApproval decided,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        await audit.RecordAsync(decided, cancellationToken);
        await orchestrations.ReportEventAsync(
            decided.Request.InstanceId,
            ApprovalOrchestrator.DecidedEvent,
            decided.Decision!.Decision,
            cancellationToken
        );
    }

    private ApprovalDecision DecisionOf(ApprovalLinkResult.Undecided open, DecisionForm form)
    {
        var request = open.Approval.Request;
        var option = request.Options.Single(option => option.Decision == form.Decision);
        var reason = ReasonOf(option, form);
        var decision = new ApprovalDecision(
            option.Decision,
            open.Actor,
            InWords(reason, Trimmed(form.ReasonFor(option))),
            Trimmed(form.Note),
            clock.GetUtcNow()
        )
        {
            ReasonCode = reason?.Code,
            OnBehalfOf = open.Deputy?.OnBehalfOf.Email,
            SignedInWith = open.SignedIn?.Provider,
            Inputs = request.Inputs.Count > 0 && option == request.Options[0] ? InputsOf(request, form) : null,
        };
        return option.SelectionRequired
            ? decision with
            {
                Selected = [.. request.SelectableValues.Where(form.SelectedValues.Contains).Distinct()],
            }
            : decision;
    }

    private static Dictionary<string, string> InputsOf(ApprovalRequest request, DecisionForm form) =>
        request
            .Inputs.Where(input => form.InputOf(input.Name) is not null)
            .ToDictionary(input => input.Name, input => form.InputOf(input.Name)!, StringComparer.Ordinal);

    private static ApprovalReason? ReasonOf(ApprovalOption option, DecisionForm form) =>
        option.Reasons?.FirstOrDefault(reason => reason.Code == form.ReasonCode);

    // A reason that is given in words has a code only so that it can be counted.
    private static string? InWords(ApprovalReason? reason, string? words) =>
        reason is null or { Code: ApprovalReason.Other } ? words
        : words is null ? reason.Label
        : $"{reason.Label}: {words}";

    private static DecisionMistake? Mistake(ApprovalRequest request, DecisionForm form)
    {
        if (request.Options.FirstOrDefault(option => option.Decision == form.Decision) is not { } option)
        {
            return new DecisionMistake(DecisionMistake.Decision, "Choose one of the decisions.");
        }

        if (SelectionMistake(request, option, form.SelectedValues) is { } mistake)
        {
            return mistake;
        }

        return DecisionTexts.Mistake(request, option, form);
    }

    // A decision about the whole is refused while rows are selected: the person may have chosen the wrong button.
    private static DecisionMistake? SelectionMistake(
        ApprovalRequest request,
        ApprovalOption option,
        IReadOnlySet<string> selected
    )
    {
        if (!option.SelectionRequired)
        {
            return selected.Count == 0
                ? null
                : new DecisionMistake(
                    DecisionMistake.Decision,
                    "Rows are selected, but this decision is about all of them. Clear the selection, or choose the decision "
                        + "about the selected rows below the tables."
                );
        }

        var unknown = selected.Except(request.SelectableValues).Count();
        return selected.Count == 0
                ? new DecisionMistake(DecisionMistake.Selection, "Select at least one row of the tables.")
            : selected.Count > MaxSelected
                ? new DecisionMistake(DecisionMistake.Selection, $"Select at most {MaxSelected} rows.")
            : unknown > 0
                ? new DecisionMistake(
                    DecisionMistake.Selection,
                    "The selection contains rows that this page does not show. Select the rows again."
                )
            : null;
    }

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
