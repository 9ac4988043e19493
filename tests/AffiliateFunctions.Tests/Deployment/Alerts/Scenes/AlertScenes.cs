using AffiliateFunctions.Tests.Deployment.Alerts.Rules;
using Testing;

namespace AffiliateFunctions.Tests.Deployment.Alerts.Scenes;

/// <summary>The situation of each alert, by the name of its rule.</summary>
internal sealed class AlertScenes
{
    private readonly Dictionary<string, Func<Stage, Task>> scenes;

    public AlertScenes(AzuriteFixture azurite)
    {
        var app = new AppScenes(azurite);
        scenes = new(StringComparer.Ordinal)
        {
            ["not-healthy"] = app.ReportFailuresAsync,
            ["storage-unavailable"] = OfPlatform(PlatformScenes.FailRequestsToStorage),
            ["storage-throttled"] = OfPlatform(PlatformScenes.ThrottleRequestsToStorage),
            ["backlog"] = OfPlatform(PlatformScenes.FillQueues),
            ["poison-messages"] = OfPlatform(PlatformScenes.MovePoisonMessages),
            ["oldest-message"] = OfPlatform(PlatformScenes.ProcessAnOldMessage),
            ["slow-events"] = app.DelayEventsAsync,
            ["overdue-approvals"] = app.DelayApprovalsAsync,
            ["failed-orchestrations"] = OfPlatform(PlatformScenes.FailOrchestrations),
            ["server-errors"] = OfPlatform(PlatformScenes.RespondWithErrors),
            ["failed-mails"] = AppScenes.RejectMailsAsync,
            ["failed-timers"] = OfPlatform(PlatformScenes.FailTimers),
            ["held-events"] = app.HoldEventsAsync,
            ["rejected-webhooks"] = app.RejectWebhooksAsync,
            ["lost-clicks"] = app.LoseClicksAsync,
            ["stopped-timers"] = OfPlatform(PlatformScenes.RunTimers),
        };
    }

    public IEnumerable<string> Names => scenes.Keys;

    /// <summary>Plays the situation of a rule, so that the rule measures the value at the given time.</summary>
    public Task PlayAsync(AlertRule rule, Telemetry telemetry, DateTimeOffset end, double value) =>
        scenes.TryGetValue(rule.Name, out var scene)
            ? scene(new Stage(telemetry, end, rule.Window, (int)value))
            : throw new NotSupportedException($"The alert {rule.Name} has no situation in which it fires.");

    private static Func<Stage, Task> OfPlatform(Action<Stage> scene) =>
        stage =>
        {
            scene(stage);
            return Task.CompletedTask;
        };
}
