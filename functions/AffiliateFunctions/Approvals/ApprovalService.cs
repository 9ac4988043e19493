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
)
{
    private const int LongestText = 4000;

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
            : !approval.Request.MayDecide(token.Actor) ? new ApprovalLinkResult.NotAllowed(approval)
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

        var (request, decision) = (
            open.Approval.Request,
            new ApprovalDecision(
                form.Decision!,
                open.Actor,
                Trimmed(form.Reason),
                Trimmed(form.Note),
                clock.GetUtcNow()
            )
        );
        var stored = await approvals.DecideAsync(request.Program, request.Id, decision, cancellationToken);
        if (stored.Decision != decision)
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
        return new ApprovalLinkResult.Decided(stored);
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

    private static DecisionMistake? Mistake(ApprovalRequest request, DecisionForm form)
    {
        if (request.Options.FirstOrDefault(o => o.Decision == form.Decision) is not { } option)
        {
            return new DecisionMistake("decision", "Choose one of the decisions.");
        }

        return option.ReasonRequired && string.IsNullOrWhiteSpace(form.Reason)
                ? new DecisionMistake("reason", "Give a reason for this decision.")
            : form.Reason?.Length > LongestText
                ? new DecisionMistake("reason", "The reason may have at most 4,000 characters.")
            : form.Note?.Length > LongestText
                ? new DecisionMistake("note", "The note may have at most 4,000 characters.")
            : null;
    }

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>A field of the form that must be corrected.</summary>
internal sealed record DecisionMistake(string Field, string Sentence);

/// <summary>The result of opening an approval link or deciding by it.</summary>
public abstract record ApprovalLinkResult
{
    /// <summary>The link is forged or was altered, or its content has changed since.</summary>
    internal sealed record Invalid : ApprovalLinkResult;

    /// <summary>The time to decide has passed.</summary>
    internal sealed record Expired : ApprovalLinkResult;

    /// <summary>This person may not decide this.</summary>
    internal sealed record NotAllowed(StoredApproval Approval) : ApprovalLinkResult;

    /// <summary>The approval was decided earlier.</summary>
    internal sealed record AlreadyDecided(StoredApproval Approval, string Actor) : ApprovalLinkResult;

    /// <summary>The approval is open: the page shows the form.</summary>
    internal sealed record Undecided(StoredApproval Approval, string Actor, DecisionMistake? Error)
        : ApprovalLinkResult;

    /// <summary>The decision is now stored.</summary>
    internal sealed record Decided(StoredApproval Approval) : ApprovalLinkResult;
}
