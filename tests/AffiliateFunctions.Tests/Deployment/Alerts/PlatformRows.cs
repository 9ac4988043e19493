using System.Globalization;
using System.Text;

namespace AffiliateFunctions.Tests.Deployment.Alerts;

/// <summary>
/// The rows that the platform writes by itself, in its form. <see cref="PlatformTextTests"/> compares the texts with
/// those of the extensions that are deployed with the app.
/// </summary>
internal static class PlatformRows
{
    /// <summary>
    /// The log entry of <c>QueueProcessor</c> of Microsoft.Azure.WebJobs.Extensions.Storage.Queues about a message that
    /// failed too often.
    /// </summary>
    public const string Poison = "Message has reached MaxDequeueCount of {0}. Moving message to queue '{1}'.";

    private static readonly CompositeFormat PoisonFormat = CompositeFormat.Parse(Poison);

    /// <summary>
    /// The log entry of <c>EndToEndTraceHelper.FunctionFailed</c> of Microsoft.Azure.WebJobs.Extensions.DurableTask.
    /// Each name is a custom dimension with the prefix <c>prop__</c>
    /// (https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-diagnostics#application-insights).
    /// </summary>
    public const string DurableFailure =
        "{instanceId}: Function '{functionName} ({functionType})' failed with an error. Reason: {reason}. "
        + "IsReplay: {isReplay}. State: {state}. RuntimeStatus: {runtimeStatus}.";

    /// <summary>A message was moved to the poison queue of its queue.</summary>
    public static void AddPoisonMessage(this Telemetry telemetry, string queue) =>
        telemetry.AddTrace(string.Format(CultureInfo.InvariantCulture, PoisonFormat, 5, $"{queue}-poison"));

    /// <summary>
    /// A message of a queue is processed. The text is that of <c>LogTemplatizedTriggerDetails</c> of
    /// <c>FunctionInstanceLogger</c> (https://github.com/Azure/azure-webjobs-sdk) with the details of a queue.
    /// </summary>
    public static void AddQueueTrigger(this Telemetry telemetry, TimeSpan age)
    {
        var inserted = (telemetry.Now - age).ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
        telemetry.AddTrace(
            $"Trigger Details: MessageId: b00a86dc-298d-4cd2-811f-98ec39545539, DequeueCount: 1, InsertedOn: {inserted}"
        );
    }

    /// <summary>An orchestration, or an activity of one, has failed.</summary>
    public static void AddDurableFailure(
        this Telemetry telemetry,
        string instance,
        string type,
        bool isReplay = false
    ) =>
        telemetry.AddTrace(
            $"{instance}: Function 'CycleOrchestrator ({type})' failed with an error. Reason: Away. "
                + $"IsReplay: {isReplay}. State: Failed. RuntimeStatus: Failed.",
            ("prop__instanceId", instance),
            ("prop__functionType", type),
            ("prop__state", "Failed"),
            ("prop__isReplay", $"{isReplay}")
        );
}
