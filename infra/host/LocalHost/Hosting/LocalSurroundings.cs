using Microsoft.Extensions.DependencyInjection;

namespace LocalHost.Hosting;

/// <summary>
/// What a test puts in the place of the command line, the settings files and the entry assembly. It flows with the call that
/// starts an application, so that many applications can start in one process without knowing of each other.
/// </summary>
internal sealed record LocalSurroundings
{
    private static readonly AsyncLocal<LocalSurroundings?> Flowing = new();

    /// <summary>The surroundings of the current call; null when the application is started as a program.</summary>
    public static LocalSurroundings? Current
    {
        get => Flowing.Value;
        set => Flowing.Value = value;
    }

    /// <summary>
    /// Settings that override every other, with <c>:</c> or <c>__</c> between section and name. One that begins with
    /// <c>http://localhost:7071</c> is made to point at the free port that the application gets.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>The types that hold the functions; those of the entry assembly when absent.</summary>
    public IReadOnlyList<Type>? FunctionTypes { get; init; }

    /// <summary>Replaces host.json.</summary>
    public HostJson? HostJson { get; init; }

    /// <summary>Where host.json and the settings files lie; beside the program when absent.</summary>
    public string? Directory { get; init; }

    /// <summary>Adds to the application's services, after the application itself did.</summary>
    public Action<IServiceCollection>? ConfigureServices { get; init; }

    /// <summary>Told of the application once it is started, or why it did not start.</summary>
    public TaskCompletionSource<FunctionsHost> Started { get; private init; } = NewStart();

    /// <summary>The same surroundings for another start.</summary>
    /// <returns>A copy that was told nothing yet.</returns>
    public LocalSurroundings Fresh() => this with { Started = NewStart() };

    private static TaskCompletionSource<FunctionsHost> NewStart() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
