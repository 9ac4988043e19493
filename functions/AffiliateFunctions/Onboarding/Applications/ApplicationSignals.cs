using AffiliateFunctions.Approvals;
using AffiliateFunctions.Infrastructure.Durable;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>Reports stored signals to the orchestrations of applications. A signal can be reported again.</summary>
public sealed class ApplicationSignals(IApprovalWithdrawals approvals)
{
    /// <summary>Reports the stored signal of the application, if there is one.</summary>
    public async Task RaiseAsync(
        PartnerApplication application,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if (EventOf(application) is not { } happened)
        {
            return;
        }

        // An interrupted report of findings can have begun a round and left the request of an earlier one open.
        var outdated = application.Signal == ApplicationSignal.Withdrawn ? application.ApprovalIds : [];
        foreach (var id in outdated)
        {
            await approvals.WithdrawAsync(
                application.Program,
                id,
                "The applicant has withdrawn the application.",
                orchestrations,
                cancellationToken
            );
        }

        await orchestrations.ReportEventAsync(
            application.InstanceId,
            happened,
            nameof(ApplicationSignals),
            cancellationToken
        );
    }

    private static string? EventOf(PartnerApplication application) =>
        application.Signal switch
        {
            ApplicationSignal.Confirmed => OnboardingOrchestrator.ConfirmedEvent,
            ApplicationSignal.TermsAccepted => OnboardingOrchestrator.TermsAcceptedEvent,
            ApplicationSignal.Answered => OnboardingOrchestrator.AnsweredEvent(application.Questions[^1].Round),
            ApplicationSignal.Withdrawn => OnboardingOrchestrator.WithdrawnEvent,
            _ => null,
        };
}
