using System.Reflection;
using System.Text.Json;
using LocalHost.Workers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LocalHost.Hosting;

/// <summary>What stands behind a builder: the settings, the web application and the pipeline that the program fills.</summary>
internal sealed class LocalApplication
{
    // As on the platform, where a request may have 100 MB (Azure Functions, "HTTP trigger: limits").
    private const long LargestBody = 104_857_600;

    private readonly LocalArguments _arguments;
    private readonly LocalSurroundings? _surroundings;
    private readonly List<StartProblem> _problems = [];

    private LocalApplication(string[] args, LocalSurroundings? surroundings)
    {
        _surroundings = surroundings;
        _arguments = LocalArguments.Read(args);
        _problems.AddRange(_arguments.Problems);
        var directory = surroundings?.Directory ?? AppContext.BaseDirectory;
        var hostJson = surroundings?.HostJson ?? Reading("host.json", () => HostJson.Read(Path.Combine(directory, "host.json")), new());
        var file = surroundings is null
            ? Reading("local.settings.json", () => LocalSettingsFile.Read(directory), new())
            : new() { Values = surroundings.Settings };
        Address = new LocalAddress(_arguments.Port ?? (surroundings is null ? file.Port : 0));

        Web = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = Entry?.GetName().Name,
            ContentRootPath = directory,
            EnvironmentName = Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT") ?? Environments.Development,
        });
        AddSettings(file);
        AddLogging(hostJson);
        Web.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
        });
        Address.Use(Web.WebHost);
        Web.Services.AddRouting();
        Web.Services.AddSingleton(Pipeline);
        Web.Services.AddSingleton(_ => FunctionCatalog.Of(surroundings?.FunctionTypes ?? TypesOf(Entry)));
        Web.Services.AddLocalHost(hostJson);
    }

    /// <summary>The web application that carries everything.</summary>
    public WebApplicationBuilder Web { get; }

    /// <summary>Where the application listens.</summary>
    public LocalAddress Address { get; }

    /// <summary>The middleware of the functions.</summary>
    public FunctionPipeline Pipeline { get; } = new();

    private static Assembly? Entry => Assembly.GetEntryAssembly();

    /// <summary>Begins an application.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>The application.</returns>
    public static LocalApplication Begin(string[] args) => new(args, LocalSurroundings.Current);

    /// <summary>Ends the putting together.</summary>
    /// <returns>The application, not yet started.</returns>
    public FunctionsHost Build()
    {
        _surroundings?.ConfigureServices?.Invoke(Web.Services);
        var app = Web.Build();
        var commands = LocalCommands.Of(_surroundings is null ? Entry : null);
        var start = new StartCheck(app.Services, [.. _problems, .. commands.Validate(_arguments)]);
        return new FunctionsHost(app, Address, start, commands, _arguments, _surroundings);
    }

    private static Type[] TypesOf(Assembly? assembly) => assembly?.GetTypes() ?? [];

    // A test's settings go before the environment: it must not matter to a test where it runs.
    private void AddSettings(LocalSettingsFile file)
    {
        var values = file.AsConfiguration(value => Address.Follow(value, file.Port));
        if (_surroundings is null)
        {
            Web.Configuration.AddInMemoryCollection(values);
            Web.Configuration.AddEnvironmentVariables();
            Web.Configuration.AddCommandLine([.. _arguments.Overrides]);
        }
        else
        {
            Web.Configuration.AddEnvironmentVariables();
            Web.Configuration.AddInMemoryCollection(values);
        }
    }

    private void AddLogging(HostJson hostJson)
    {
        Web.Logging.SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)
            // Where it may log, ASP.NET Core begins an activity and a log scope with each request, at the cost of a good part of a short one. Without
            // them a problem's trace_id is the request's own id, and no traceparent is taken up; host.json can ask for them by this category.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
            // Until the application is up, its own host tells in a sentence what the generic one would tell as a stack trace.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => level >= LogLevel.Warning && Address.IsOpen)
            .AddSimpleConsole(console => console.SingleLine = true);
        if (_arguments.Word is not null)
        {
            // A command shows by itself how far it is; of the application, only what went wrong is told beside it.
            Web.Logging.AddFilter((_, level) => level >= LogLevel.Warning);
            return;
        }

        foreach (var (category, text) in hostJson.Logging.LogLevel)
        {
            if (!Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level))
            {
                _problems.Add(new("host.json", $"logging.logLevel.{category} is '{text}'.", "Use Trace, Debug, Information, Warning, Error, Critical or None."));
            }
            else if (category.Equals("default", StringComparison.OrdinalIgnoreCase))
            {
                Web.Logging.SetMinimumLevel(level);
            }
            else
            {
                Web.Logging.AddFilter(category, level);
            }
        }
    }

    private T Reading<T>(string file, Func<T> read, T otherwise)
    {
        try
        {
            return read();
        }
        catch (JsonException wrong)
        {
            _problems.Add(new(file, $"It cannot be read: {wrong.Message}", "Mend the file."));
            return otherwise;
        }
    }
}
