using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Governance.Health;
using AffiliateFunctions.Links;

namespace AffiliateFunctions.Tests.Deployment.Alerts.Scenes;

/// <summary>Situations of which the platform writes the rows.</summary>
internal static class PlatformScenes
{
    /// <summary>What is always there and fires nothing.</summary>
    public static void AddOrdinaryHour(Telemetry telemetry)
    {
        telemetry.AddRequest(nameof(FollowLink), isSuccess: true, 302);
        telemetry.AddRequest(nameof(FollowLink), isSuccess: true, 404);
        telemetry.AddRequest(nameof(MeasureBacklog), isSuccess: true);
        telemetry.AddRequest("ApplyTrackingEvents", isSuccess: false);
        telemetry.AddQueueTrigger(TimeSpan.FromSeconds(2));
        telemetry.AddTrace("Executed 'Functions.FollowLink' (Succeeded, Id=1, Duration=4ms)");
        telemetry.AddDurableFailure("cycle-acme-2026-11", "Activity");
        telemetry.AddDurableFailure("cycle-acme-2026-11", "Orchestrator", isReplay: true);
        telemetry.AddMetric("affiliate.approvals.open", [9], [("affiliate.program", "acme")]);
        telemetry.AddMetric("affiliate.approvals.overdue", [0], [("affiliate.program", "acme")]);
        telemetry.AddMetric("affiliate.events.duration", [0.5, 0.7], [("affiliate.outcome", "applied")]);
        telemetry.AddMetric("affiliate.mails.sent", [12], [("affiliate.mail.kind", "statement")]);
        telemetry.AddStorageMetric("Transactions", 5_000, "Success");
    }

    /// <summary>Storage responds, and few messages wait.</summary>
    public static void AddOrdinaryStorage(Telemetry telemetry)
    {
        telemetry.AddStorageMetric("Availability", 100);
        telemetry.AddStorageMetric("QueueMessageCount", 3);
    }

    /// <summary>The hourly timer has run.</summary>
    public static void AddTimerRun(Telemetry telemetry) =>
        telemetry.AddRequest(nameof(CheckFailedOrchestrations), isSuccess: true);

    public static void MovePoisonMessages(Stage stage) =>
        stage.Repeat(telemetry => telemetry.AddPoisonMessage("tracking-events"));

    public static void ProcessAnOldMessage(Stage stage) =>
        stage.Once(telemetry => telemetry.AddQueueTrigger(TimeSpan.FromSeconds(stage.Value)));

    public static void FailOrchestrations(Stage stage) =>
        stage.Repeat(telemetry => telemetry.AddDurableFailure($"review-acme-{telemetry.Now:HHmmss}", "Orchestrator"));

    public static void RespondWithErrors(Stage stage) =>
        stage.Repeat(telemetry => telemetry.AddRequest("SubmitApplication", isSuccess: false, 503));

    public static void FailTimers(Stage stage) =>
        stage.Repeat(telemetry => telemetry.AddRequest(nameof(MeasureBacklog), isSuccess: false));

    public static void RunTimers(Stage stage) => stage.Repeat(AddTimerRun);

    public static void FailRequestsToStorage(Stage stage) =>
        stage.EveryMinute(telemetry => telemetry.AddStorageMetric("Availability", stage.Value));

    public static void ThrottleRequestsToStorage(Stage stage) =>
        stage.Repeat(telemetry => telemetry.AddStorageMetric("Transactions", 1, "ServerBusyError"));

    public static void FillQueues(Stage stage) =>
        stage.EveryMinute(telemetry => telemetry.AddStorageMetric("QueueMessageCount", stage.Value));
}
