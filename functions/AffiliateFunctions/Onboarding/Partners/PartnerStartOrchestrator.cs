using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Onboarding.Partners.Activities;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// Accompanies a new partner: after two weeks without a click the partner is encouraged, and after the first sale the
/// partner is congratulated. A partner without a sale is accompanied for a year.
/// </summary>
public static class PartnerStartOrchestrator
{
    /// <summary>The external event raised when the partner has a sale.</summary>
    public const string SoldEvent = "sold";

    private const int NudgeAfterDays = 14;
    private const int MaxDays = 365;

    /// <summary>The id of the orchestration of a partner.</summary>
    public static string InstanceIdOf(SoldPartner partner) => $"partner-start-{partner.Program}-{partner.Partner}";

    /// <inheritdoc cref="PartnerStartOrchestrator"/>
    [Function(nameof(PartnerStartOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var start =
            context.GetInput<PartnerStart>() ?? throw new InvalidOperationException("A start needs its partner.");
        await context.ReportFailureAsync(start.Partner.Program, () => AccompanyAsync(context, start));
    }

    /// <summary>Starts the orchestration of a partner, unless it was started before.</summary>
    internal static Task StartPartnerStartAsync(
        this DurableTaskClient orchestrations,
        PartnerStart start,
        CancellationToken cancellationToken
    ) =>
        orchestrations.StartOnceAsync(
            nameof(PartnerStartOrchestrator),
            InstanceIdOf(start.Partner),
            start,
            cancellationToken
        );

    private static async Task AccompanyAsync(TaskOrchestrationContext context, PartnerStart start)
    {
        var sold = context.WaitForExternalEvent<string>(SoldEvent);
        if (!await context.WaitUntilAsync(sold, start.At.AddDays(NudgeAfterDays)))
        {
            await context.CallActivityAsync(nameof(NudgePartner), start.Partner, Retries.OfTransientFaults);
        }

        if (await context.WaitUntilAsync(sold, start.At.AddDays(MaxDays)))
        {
            await context.CallActivityAsync(nameof(MailFirstSale), start.Partner, Retries.OfTransientFaults);
        }
    }
}

/// <summary>The start of a partner.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="At">When the partner became active.</param>
public sealed record PartnerStart(SoldPartner Partner, DateTimeOffset At);
