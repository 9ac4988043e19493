using LocalHost.Workers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LocalHost.Hosting;

/// <summary>The commands that the command line can name.</summary>
/// <param name="commands">The commands by name.</param>
internal sealed class LocalCommands(IReadOnlyDictionary<string, ILocalCommand> commands)
{
    /// <summary>The usage text.</summary>
    public string Usage =>
        $"""
            usage: dotnet run --project infra/host -- [command [--exit]] [--port n] [--published PATH] [--Setting=value ...]

              command             {Words}: runs after the app has started
              --exit              end after the command, with its exit status
              --port n            listen on this port; 0 for any free port (default 7071, or Host.LocalHttpPort of local.settings.json)
              --published PATH    run the folder or zip that 'dotnet publish' wrote, as a process of its own; its time cannot be moved
              --Setting=value     override a setting, such as --LocalFunctionKey=secret or --Site:PublicBaseUrl=http://localhost:7072

            Settings: local.settings.json, then the environment (Section__Name), then the command line; a later value wins.
            """;

    private string Words => string.Join(", ", commands.Keys.Order(StringComparer.Ordinal));

    /// <summary>Checks that the requested command exists.</summary>
    /// <param name="arguments">The command line.</param>
    /// <returns>Every problem.</returns>
    public IEnumerable<StartProblem> Validate(LocalArguments arguments)
    {
        if (arguments.Word is { } word && !commands.ContainsKey(word))
        {
            yield return new("Command line", $"There is no command '{word}'.", $"The commands are: {Words}.");
        }
    }

    /// <summary>Runs the requested command, if any, and then waits until the host stops.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="server">The started host.</param>
    /// <returns>The exit status of the process.</returns>
    public async Task<int> RunAsync(LocalArguments arguments, HostServer server)
    {
        var stopping = server.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var status = arguments.Word is { } word ? await RunAsync(word, server, stopping) : 0;
        if (!arguments.Exit || arguments.Word is null)
        {
            await server.StoppedAsync();
        }

        return arguments.Exit ? status : 0;
    }

    private async Task<int> RunAsync(string word, HostServer server, CancellationToken stopping)
    {
        var configuration = server.Services.GetRequiredService<IConfiguration>();
        var context = new LocalCommandContext(
            server.BaseAddress,
            server.FunctionKey,
            name => configuration[name.Replace("__", ":", StringComparison.Ordinal)]
        );
        try
        {
            return await commands[word].RunAsync(context, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host was stopped before the command ended.
        }
        catch (Exception fault)
        {
            server
                .Services.GetRequiredService<ILogger<LocalCommands>>()
                .LogError(fault, "The command {Word} failed", word);
        }

        return 1;
    }
}
