using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LocalHost.Hosting;

/// <summary>The options of the host.</summary>
internal sealed record HostOptions
{
    /// <summary>The app, if it is started in this process; otherwise <see cref="Published"/> is set.</summary>
    public Workers.InProcessApp? App { get; init; }

    /// <summary>The folder of a published app, which is started as a process of its own.</summary>
    public string? Published { get; init; }

    /// <summary>The contents of host.json.</summary>
    public HostJson HostJson { get; init; } = new();

    /// <summary>The address of the host. The host disposes of it.</summary>
    public required LocalAddress Address { get; init; }

    /// <summary>The app's settings.</summary>
    public required AppSettings Settings { get; init; }

    /// <summary>Whether the settings include the environment; false in tests.</summary>
    public bool ReadsEnvironment { get; init; }

    /// <summary>The lowest log level for categories that host.json does not set.</summary>
    public LogLevel MinLevel { get; init; } = LogLevel.Information;

    /// <summary>Changes the host's own services; for tests.</summary>
    public Action<IServiceCollection>? ConfigureHost { get; init; }
}
