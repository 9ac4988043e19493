using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Infrastructure.Security;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Approvals;

/// <summary>Opens approval links and stores decisions.</summary>
public sealed class ApprovalService(
    ApprovalStore approvals,
    ApprovalLinks links,
    ApprovalAudit audit,
    TimeProvider clock,
    ILogger<ApprovalService> logger
) : IApprovalWithdrawals
{
    private const int LongestText = 4000;
    private const int MaxSelected = 500;

    /// <summary>Returns the current state of the link and changes nothing.</summary>
    public async Task<ApprovalLinkResult> OpenAsync(string text, CancellationToken cancellationToken)
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
            : new ApprovalLinkResult.Undecided(approval, token.Actor, Error: null);
    }

    /// <summary>
    /// Stores the decision, then signals the orchestration that waits for it. When the same person sends the form
    /// again, the orchestration is signalled again, because the first request may have been interrupted before the
    /// signal.
    /// </summary>
    public async Task<ApprovalLinkResult> DecideAsync(
        string text,
        DecisionForm form,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var answer = await OpenAsync(text, cancellationToken);
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
        var decision = DecisionOf(request, form, open.Actor);
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

    private ApprovalDecision DecisionOf(ApprovalRequest request, DecisionForm form, string actor)
    {
        var option = request.Options.Single(option => option.Decision == form.Decision);
        var decision = new ApprovalDecision(
            option.Decision,
            actor,
            Trimmed(form.ReasonFor(option)),
            Trimmed(form.Note),
            clock.GetUtcNow()
        );
        return option.SelectionRequired
            ? decision with
            {
                Selected = [.. request.SelectableValues.Where(form.SelectedValues.Contains).Distinct()],
            }
            : decision;
    }

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

        var (reason, field) = (
            form.ReasonFor(option),
            option.SelectionRequired ? DecisionMistake.SelectionReason : DecisionMistake.Reason
        );
        return option.ReasonRequired && string.IsNullOrWhiteSpace(reason)
                ? new DecisionMistake(field, "Give a reason for this decision.")
            : reason?.Length > LongestText ? new DecisionMistake(field, "The reason may have at most 4,000 characters.")
            : form.Note?.Length > LongestText
                ? new DecisionMistake(DecisionMistake.Note, "The note may have at most 4,000 characters.")
            : null;
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

/// <summary>A field of the form that must be corrected.</summary>
/// <param name="Field">The name of the field.</param>
/// <param name="Sentence">How it is corrected.</param>
public sealed record DecisionMistake(string Field, string Sentence)
{
    internal const string Decision = "decision";
    internal const string Reason = "reason";
    internal const string Note = "note";
    internal const string Selection = "selected";
    internal const string SelectionReason = "selection_reason";
}

/// <summary>The result of opening an approval link or deciding by it.</summary>
public abstract record ApprovalLinkResult
{
    /// <summary>The link is forged or was altered, or its content has changed since.</summary>
    internal sealed record Invalid : ApprovalLinkResult;

    /// <summary>The time to decide has passed.</summary>
    internal sealed record Expired : ApprovalLinkResult;

    /// <summary>This person may not decide this.</summary>
    internal sealed record NotAllowed(string Actor) : ApprovalLinkResult;

    /// <summary>The approval was decided earlier.</summary>
    internal sealed record AlreadyDecided(StoredApproval Approval, string Actor) : ApprovalLinkResult;

    /// <summary>The approval is open: the page shows the form.</summary>
    internal sealed record Undecided(StoredApproval Approval, string Actor, DecisionMistake? Error)
        : ApprovalLinkResult;

    /// <summary>The decision is now stored.</summary>
    internal sealed record Decided(StoredApproval Approval, string Actor) : ApprovalLinkResult;
}
