using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Ids;
using AffiliateFunctions.Onboarding.Partners;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Applications.Activities;

/// <summary>
/// Records the decision on the application once, together with its audit record. The decision of an earlier round is not
/// recorded, because findings have arrived that the person has not seen.
/// </summary>
public sealed class DecideApplication(
    ApplicationStore applications,
    OnboardingPolicies policies,
    IAuditLog audit,
    IdSource ids
)
{
    /// <inheritdoc cref="DecideApplication"/>
    [Function(nameof(DecideApplication))]
    public async Task<ApplicationStatus> RunAsync([ActivityTrigger] Input input, CancellationToken cancellationToken)
    {
        var (key, made, approvalId) = input;
        var policy = await policies.InForceAsync(key.Program, cancellationToken);
        var partner = PartnerId.Parse(ids.Next("prt_"));
        var needsSecond = approvalId is not null && await NeedsSecondAsync(key, made, cancellationToken);
        // A default decision is nobody's approval: where two persons must approve, it rejects.
        var decision =
            needsSecond && made.Actor == ApplicationDecision.ExpiryActor ? made with { Approved = false } : made;
        var (application, _) = await applications.ChangeAsync(
            key.Program,
            key.Id,
            a =>
                IsOutdated(a, approvalId) ? null
                : needsSecond && decision.Approved && a.DecidedAt is null && a.FirstApproval is null
                    ? ApprovedFirst(a, decision)
                : Decided(a, decision, policy, partner),
            cancellationToken
        );
        await RecordFirstAsync(application, decision, cancellationToken);
        if (
            application.Status == ApplicationStatus.Withdrawn
            || application.DecidedAt is null
            || IsOutdated(application, approvalId)
        )
        {
            return application.Status;
        }

        await audit.RecordAsync(
            new AuditEntry(
                key.Program,
                $"application:{key.Id}:decided",
                decision.Actor,
                decision.Approved ? "application_approved" : "application_rejected",
                key.Id.Value,
                decision.Reason,
                decision.At
            ),
            cancellationToken
        );
        return application.Status;
    }

    private async Task<bool> NeedsSecondAsync(
        ApplicationKey key,
        ApplicationDecision decision,
        CancellationToken cancellationToken
    )
    {
        if (!decision.Approved)
        {
            return false;
        }

        var application = await applications.RequireAsync(key, cancellationToken);
        return application.NeedsSecondPerson
            || await policies.SecondPersonAsync(application, decision.Group ?? PartnerDefaults.Group, cancellationToken)
                == SecondPersonRule.Needed;
    }

    private static PartnerApplication? ApprovedFirst(PartnerApplication application, ApplicationDecision decision) =>
        application.Status == ApplicationStatus.PendingApproval
            ? application.Adding(new TimelineEntry(decision.At, "first_approved", decision.Actor, decision.Reason)) with
            {
                FirstApprovals = [.. application.FirstApprovals, FirstApproval.Of(decision, application.ApprovalRound)],
            }
            : null;

    // The record is written again by a repeated activity, which finds the approval stored.
    private async Task RecordFirstAsync(
        PartnerApplication application,
        ApplicationDecision decision,
        CancellationToken cancellationToken
    )
    {
        var first = application.FirstApprovals.FirstOrDefault(first =>
            (first.Actor, first.At) == (decision.Actor, decision.At)
        );
        if (first is null)
        {
            return;
        }

        await audit.RecordAsync(
            new AuditEntry(
                application.Program,
                $"application:{application.Id}:first_approval:{first.Round}",
                first.Actor,
                "application_first_approved",
                application.Id.Value,
                first.OnBehalfOf is { } person ? $"On behalf of {person}. {first.Reason}".TrimEnd() : first.Reason,
                first.At
            ),
            cancellationToken
        );
    }

    private static bool IsOutdated(PartnerApplication application, string? approvalId) =>
        application.DecidedAt is null && approvalId is not null && approvalId != application.ApprovalId;

    private static PartnerApplication? Decided(
        PartnerApplication application,
        ApplicationDecision decision,
        OnboardingPolicy policy,
        PartnerId partner
    )
    {
        if (application.DecidedAt is not null)
        {
            return null;
        }

        var first = application.FirstApproval;
        var next =
            !decision.Approved
                ? (
                    decision.Actor == ApplicationDecision.ExpiryActor
                        ? ApplicationStatus.Expired
                        : ApplicationStatus.Rejected
                )
            : policy.IsAccepted(application.Terms) ? ApplicationStatus.Approved
            : ApplicationStatus.PendingTerms;
        var entry = new TimelineEntry(
            decision.At,
            decision.Approved ? "approved" : "rejected",
            decision.Actor,
            decision.Reason
        );
        return application.MoveTo(next, entry) is { } moved
            ? moved with
            {
                DecidedAt = decision.At,
                DecidedBy = decision.Actor,
                MessageToApplicant = decision.MessageToApplicant ?? (decision.Approved ? first?.Message : null),
                AssignedGroup = decision.Approved ? decision.Group ?? first?.Group : null,
                AssignedCode = decision.Approved ? decision.Code ?? first?.Code : null,
                PartnerId = decision.Approved ? partner : null,
            }
            : null;
    }

    /// <summary>The decision on an application.</summary>
    /// <param name="Key">The application.</param>
    /// <param name="Decision">The decision.</param>
    /// <param name="ApprovalId">The id of the approval in which a person decided; null for the decision of a rule.</param>
    public sealed record Input(ApplicationKey Key, ApplicationDecision Decision, string? ApprovalId);
}
