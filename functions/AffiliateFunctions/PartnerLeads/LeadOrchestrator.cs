using AffiliateFunctions.Governance.FailedOrchestrations;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace AffiliateFunctions.PartnerLeads;

/// <summary>
/// The way of one lead: partners are asked one after another until one of them accepts, a deal is registered for that
/// partner, and the partner reports its stages until the deal is won, lost or expired.
/// </summary>
public static class LeadOrchestrator
{
    /// <summary>The external event raised when the company withdraws the lead or gives its customer to another.</summary>
    public const string WithdrawnEvent = "withdrawn";

    /// <summary>The external event raised when the partner of an offer has answered.</summary>
    public static string AnsweredEvent(int offer) => $"answered-{offer}";

    /// <summary>The external event raised when the partner has updated its lead.</summary>
    public static string ReportedEvent(int report) => $"reported-{report}";

    /// <inheritdoc cref="LeadOrchestrator"/>
    [Function(nameof(LeadOrchestrator))]
    public static Task<LeadStatus> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var key = context.GetInput<LeadKey>() ?? throw new InvalidOperationException("A lead needs its key.");
        return context.ReportFailureAsync(key.Program, () => new LeadRun(context, key).RunAsync());
    }
}
