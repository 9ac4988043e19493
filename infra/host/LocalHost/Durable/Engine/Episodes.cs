using LocalHost.Durable.Storage;
using LocalHost.Workers;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace LocalHost.Durable.Engine;

/// <summary>Runs the code of orchestrators.</summary>
internal sealed class Episodes(DurableFunctions functions, FunctionRunner runner, IServiceProvider services, ILoggerFactory loggerFactory)
{
    private readonly Episode _episode = new(runner, services, loggerFactory);
    private readonly ILogger _logger = loggerFactory.CreateLogger("Host.Durable");

    /// <summary>What the instance's code does with what has happened.</summary>
    public EpisodeOutcome Run(InstanceState current, IReadOnlyList<HistoryEvent> step)
    {
        if (functions.Orchestrator(current.Head.Name) is not { } function)
        {
            var missing = new TaskFailureDetails(
                typeof(InvalidOperationException).FullName!, $"There is no orchestrator '{current.Head.Name}' in this application.", null, null, null);
            return EpisodeOutcome.Failed(missing, new ReplayContext(current.Head, loggerFactory));
        }

        var outcome = _episode.Run(function, current.Head, current.History, step);
        if (outcome.Failure is { } failure)
        {
            _logger.LogError("Orchestration {Instance} ({Orchestrator}) failed: {Failure}", current.Head.Id, current.Head.Name, failure);
        }

        return outcome;
    }
}
