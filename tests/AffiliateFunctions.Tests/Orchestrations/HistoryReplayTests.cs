using System.Reflection;
using System.Text.Json;
using AffiliateFunctions.Infrastructure.Durable;
using Google.Protobuf;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Protobuf;
using Microsoft.DurableTask.Worker.Grpc;

namespace AffiliateFunctions.Tests.Orchestrations;

/// <summary>
/// Orchestrations that wait for a person live for weeks, so that a new version of the app continues what an older one
/// began. The orchestrators are given the histories that earlier versions have recorded, step by step, and have to ask
/// for the same as then.
/// </summary>
public sealed class HistoryReplayTests
{
    private static readonly Dictionary<string, MethodInfo> Orchestrators = typeof(Retries)
        .Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
        .Where(method => method.GetParameters().Any(IsOrchestrationTrigger))
        .ToDictionary(method => method.GetCustomAttribute<FunctionAttribute>()!.Name);

    public static TheoryData<string, string> Recorded()
    {
        var recorded = new TheoryData<string, string>();
        foreach (var (version, orchestrator) in RecordedHistory.All().Select(NameOf).Distinct().Order())
        {
            recorded.Add(version, orchestrator);
        }

        return recorded;
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void An_orchestrator_continues_what_an_earlier_version_began(string version, string orchestrator)
    {
        Assert.True(
            Orchestrators.ContainsKey(orchestrator),
            $"{orchestrator} of the version {version} is gone. Keep it until no orchestration of it runs."
        );
        var differences = RecordedHistory
            .All()
            .Where(history => history.Version == version && history.Orchestrator == orchestrator)
            .SelectMany(DifferencesOf)
            .ToList();
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Activities_read_what_an_earlier_version_has_sent_them(string version, string orchestrator)
    {
        var calls = RecordedHistory
            .All()
            .Where(history => history.Version == version && history.Orchestrator == orchestrator)
            .SelectMany(history => history.Calls())
            .Distinct();
        foreach (var (name, input) in calls)
        {
            Assert.True(
                OrchestrationRun.Activities.TryGetValue(name, out var activity),
                $"{name} is gone. Keep it until no orchestration of the version {version} runs."
            );
            var type = activity.GetParameters().Single(OrchestrationRun.IsActivityTrigger).ParameterType;

            // The worker puts the input into a list of one.
            var sent = JsonElement.Parse(input)[0].GetRawText();
            Assert.NotNull(JsonDataConverter.Default.Deserialize(sent, type));
        }
    }

    [Fact]
    public void Every_orchestrator_has_a_recorded_history_in_the_version_of_host_json()
    {
        var version = CurrentVersion();
        var recorded = RecordedHistory
            .All()
            .Where(history => history.Version == version)
            .Select(history => history.Orchestrator);
        Assert.Equal(
            Orchestrators.Keys.Order(StringComparer.Ordinal),
            recorded.Distinct().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_step_that_was_recorded_otherwise_is_found()
    {
        var history = RecordedHistory.All().First(history => history.Steps().Any(step => step.Actions.Count > 0));
        var step = history.Steps().First(step => step.Actions.Count > 0);
        Assert.Empty(DifferencesOf(history, step));
        Assert.NotEmpty(DifferencesOf(history, step with { Actions = [.. step.Actions, "99: activity Other"] }));
        Assert.NotEmpty(DifferencesOf(history, step with { End = OrchestrationStatus.Terminated }));
    }

    private static IEnumerable<string> DifferencesOf(RecordedHistory history) =>
        history.Steps().Where(step => !step.IsControl).SelectMany(step => DifferencesOf(history, step));

    private static IEnumerable<string> DifferencesOf(RecordedHistory history, RecordedStep step)
    {
        var response = Run(Orchestrators[history.Orchestrator], step.Request);
        var completed = response
            .Actions.Select(action => action.CompleteOrchestration)
            .FirstOrDefault(action => action is not null);
        var place = $"{history} after {step.Request.PastEvents.Count} events";
        if (completed?.OrchestrationStatus != step.End)
        {
            yield return $"{place}: {completed?.OrchestrationStatus.ToString() ?? "goes on"} instead of "
                + $"{step.End?.ToString() ?? "going on"}. {completed?.FailureDetails?.ErrorMessage}";
        }

        // The history of an ended orchestration has only the events that it sent: nobody waits for the other actions.
        var actions = response.Actions.Select(RecordedStep.ActionOf).OfType<string>();
        var asked = step.End is null ? actions : actions.Where(action => step.Actions.Contains(action));
        if (!asked.Order(StringComparer.Ordinal).SequenceEqual(step.Actions.Order(StringComparer.Ordinal)))
        {
            yield return $"{place}: asks for [{string.Join(", ", actions)}] instead of "
                + $"[{string.Join(", ", step.Actions)}].";
        }
    }

    private static OrchestratorResponse Run(MethodInfo orchestrator, OrchestratorRequest request)
    {
        var encoded = GrpcOrchestrationRunner.LoadAndRun<JsonElement, object?>(
            Convert.ToBase64String(request.ToByteArray()),
            async (context, input) =>
            {
                var run = (Task)orchestrator.Invoke(null, [new ReplayedContext(context, input)])!;
                await run;
                return run.GetType().GetProperty(nameof(Task<>.Result))?.GetValue(run);
            }
        );
        return OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String(encoded));
    }

    private static string CurrentVersion()
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "host.json")));
        return host
            .RootElement.GetProperty("extensions")
            .GetProperty("durableTask")
            .GetProperty("defaultVersion")
            .GetString()!;
    }

    private static (string Version, string Orchestrator) NameOf(RecordedHistory history) =>
        (history.Version, history.Orchestrator);

    private static bool IsOrchestrationTrigger(ParameterInfo parameter) =>
        parameter.GetCustomAttribute<OrchestrationTriggerAttribute>() is not null;
}
