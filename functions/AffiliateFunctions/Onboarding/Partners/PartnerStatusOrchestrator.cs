using Affiliate.Domain.Identity;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Onboarding.Partners.Activities;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// Acts on a change of a partner's status: withdraws approvals of payouts that the change has made outdated, and tells
/// the partner.
/// </summary>
public static class PartnerStatusOrchestrator
{
    /// <inheritdoc cref="PartnerStatusOrchestrator"/>
    [Function(nameof(PartnerStatusOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var change =
            context.GetInput<PartnerStatusChange>()
            ?? throw new InvalidOperationException("A change needs its partner.");
        await context.ReportFailureAsync(
            change.Program,
            async () =>
            {
                if (change.Status != PartnerStatus.Active)
                {
                    await context.CallActivityAsync(
                        nameof(ReportPayeeChange),
                        new PayeeChange(change.Program, change.Partner, change.At),
                        Retries.OfTransientFaults
                    );
                }

                await context.CallActivityAsync(nameof(MailPartnerStatus), change, Retries.OfTransientFaults);
            }
        );
    }

    /// <summary>Starts the orchestration of a change, unless it was started before.</summary>
    internal static Task StartPartnerStatusAsync(
        this DurableTaskClient orchestrations,
        PartnerStatusChange change,
        CancellationToken cancellationToken
    ) =>
        orchestrations.StartOnceAsync(
            nameof(PartnerStatusOrchestrator),
            $"partner-status-{change.Program}-{change.Partner}-{change.At.UtcTicks}",
            change,
            cancellationToken
        );
}

/// <summary>A change of a partner's status.</summary>
/// <param name="Program">The program.</param>
/// <param name="Partner">The partner.</param>
/// <param name="Status">The new status.</param>
/// <param name="At">When the change was made.</param>
/// <param name="Message">What the partner is told in addition, or null.</param>
public sealed record PartnerStatusChange(
    ProgramSlug Program,
    PartnerId Partner,
    PartnerStatus Status,
    DateTimeOffset At,
    string? Message
);
