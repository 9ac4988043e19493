using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Ids;
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
        var (key, decision, approvalId) = input;
        var policy = await policies.InForceAsync(key.Program, cancellationToken);
        var partner = PartnerId.Parse(ids.Next("prt_"));
        var (application, _) = await applications.ChangeAsync(
            key.Program,
            key.Id,
            a => IsOutdated(a, approvalId) ? null : Decided(a, decision, policy, partner),
            cancellationToken
        );
        if (application.Status == ApplicationStatus.Withdrawn || IsOutdated(application, approvalId))
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
                MessageToApplicant = decision.MessageToApplicant,
                AssignedGroup = decision.Approved ? decision.Group : null,
                AssignedCode = decision.Approved ? decision.Code : null,
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
