using System.Reflection;
using LocalHost.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LocalHost.Hosting;

/// <summary>
/// The local commands of an application: each is an assembly metadata attribute of the entry assembly whose key is
/// <c>LocalCommand:{word}</c> and whose value names a type that implements <see cref="ILocalCommand"/>.
/// </summary>
internal sealed class LocalCommands
{
    private const string Prefix = "LocalCommand:";

    private readonly Dictionary<string, string> _typeNames;

    private LocalCommands(Dictionary<string, string> typeNames) => _typeNames = typeNames;

    /// <summary>How the application is called.</summary>
    public string Usage => $"""
        usage: dotnet run [--] [command [--exit]] [--port n] [--Setting=value ...]

          command       {(_typeNames.Count == 0 ? "none is known here" : string.Join(", ", _typeNames.Keys.Order(StringComparer.Ordinal)))}: runs it once the application is up
          --exit        end with the command, with its status
          --port n      listen on this port; 0 for any free one (default 7071, or Host.LocalHttpPort of local.settings.json)
          --Setting=v   override a setting, such as --LocalFunctionKey=secret or --Site:PublicBaseUrl=http://localhost:7072

        Settings: local.settings.json, then the environment (Section__Name), then the command line; the later wins.
        """;

    /// <summary>Finds the commands of an assembly.</summary>
    /// <param name="entry">The entry assembly; null for none.</param>
    /// <returns>The commands.</returns>
    public static LocalCommands Of(Assembly? entry) => new(
        (entry?.GetCustomAttributes<AssemblyMetadataAttribute>() ?? [])
        .Where(metadata => metadata.Key.StartsWith(Prefix, StringComparison.Ordinal) && metadata.Value is not null)
        .ToDictionary(metadata => metadata.Key[Prefix.Length..], metadata => metadata.Value!, StringComparer.Ordinal));

    /// <summary>Checks that the command that is asked for is there.</summary>
    /// <param name="arguments">The command line.</param>
    /// <returns>Every problem.</returns>
    public IEnumerable<StartProblem> Validate(LocalArguments arguments)
    {
        if (arguments.Word is not { } word)
        {
            yield break;
        }

        if (!_typeNames.TryGetValue(word, out var typeName))
        {
            var known = _typeNames.Count == 0 ? "No command is known here." : $"Known are: {string.Join(", ", _typeNames.Keys.Order(StringComparer.Ordinal))}.";
            yield return new("Command line", $"There is no command '{word}'.", known);
        }
        else if (Type.GetType(typeName) is not { } type || !type.IsAssignableTo(typeof(ILocalCommand)))
        {
            yield return new("Command line", $"The command '{word}' names the type {typeName}, which is no local command.", "Mend the assembly's metadata.");
        }
    }

    /// <summary>Runs the command that is asked for, if one is.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="host">The application, started.</param>
    /// <param name="cancellationToken">Cancelled when the application stops.</param>
    /// <returns>A task that ends with the command.</returns>
    public async Task RunAsync(LocalArguments arguments, FunctionsHost host, CancellationToken cancellationToken)
    {
        if (arguments.Word is not { } word)
        {
            return;
        }

        var status = 1;
        try
        {
            var context = new LocalCommandContext(
                host.BaseAddress, host.FunctionKey, arguments.ForCommand, arguments.Exit, host.Services.GetRequiredService<TimeProvider>(), host.Services);
            var command = (ILocalCommand)ActivatorUtilities.CreateInstance(host.Services, Type.GetType(_typeNames[word], throwOnError: true)!);
            // The command begins on its own, so that the start of the application ends.
            status = await Task.Run(() => command.RunAsync(context, cancellationToken), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The application was stopped before the command ended.
        }
        catch (Exception fault)
        {
            host.Services.GetRequiredService<ILogger<LocalCommands>>().LogError(fault, "The command {Word} failed", word);
        }

        if (arguments.Exit)
        {
            Environment.ExitCode = status;
            host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        }
    }
}
