using LocalHost.Durable.Storage;

namespace LocalHost.Durable.Engine;

/// <summary>An orchestrator's code does not do what its history says that it did, or awaits what no history can know.</summary>
internal sealed class NonDeterministicOrchestratorException(string message) : Exception(message)
{
    private const string Mend =
        "An orchestrator may depend on nothing but its input, its context and the results of what it calls through the context. "
        + "If its code was changed while the instance ran, terminate the instance or let it run out on the old code.";

    /// <summary>The code did something else.</summary>
    public static NonDeterministicOrchestratorException Differs(string orchestrator, HistoryEvent recorded, HistoryEvent asked)
        => new($"As step {recorded.Id} of '{orchestrator}' the history says: {recorded.Words}; the code asks to: {asked.Words}. {Mend}");

    /// <summary>The code did not do it.</summary>
    public static NonDeterministicOrchestratorException Missing(string orchestrator, HistoryEvent recorded)
        => new($"As step {recorded.Id} of '{orchestrator}' the history says: {recorded.Words}; the code does not ask for it. {Mend}");

    /// <summary>The code did more.</summary>
    public static NonDeterministicOrchestratorException Unrecorded(string orchestrator, HistoryEvent asked)
        => new($"As step {asked.Id} of '{orchestrator}' the code asks to: {asked.Words}; the history knows nothing of it. {Mend}");

    /// <summary>The code awaits something else than a task of its context.</summary>
    public static NonDeterministicOrchestratorException Foreign(string orchestrator)
        => new($"'{orchestrator}' awaits a task that its context did not give it, such as Task.Delay or a call over the network. Do that in an activity. {Mend}");
}
