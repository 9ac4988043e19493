using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LocalHost.Hosting;

/// <summary>What the host runs, and how.</summary>
internal sealed record HostOptions
{
    /// <summary>The app, when it is started in this process; else <see cref="Published"/> is given.</summary>
    public Workers.InProcessApp? App { get; init; }

    /// <summary>The folder of a published app, which is started as a process of its own.</summary>
    public string? Published { get; init; }

    /// <summary>What host.json says.</summary>
    public HostJson HostJson { get; init; } = new();

    /// <summary>Where the host listens. The host disposes of it.</summary>
    public required LocalAddress Address { get; init; }

    /// <summary>The app's settings.</summary>
    public required AppSettings Settings { get; init; }

    /// <summary>Whether the environment belongs to the settings; a test leaves it out.</summary>
    public bool ReadsEnvironment { get; init; }

    /// <summary>The least level of what is logged where host.json is silent.</summary>
    public LogLevel MinLevel { get; init; } = LogLevel.Information;

    /// <summary>Changes the host's own services; for tests.</summary>
    public Action<IServiceCollection>? ConfigureHost { get; init; }
}
