using System.Reflection;
using System.Text.Json;
using LocalHost.Workers;
using Microsoft.Extensions.Logging;

namespace LocalHost.Hosting;

/// <summary>
/// The host as a program: reads the command line and the files, starts the host, runs a command if one is named, and
/// runs until a signal stops it.
/// </summary>
internal static class HostProgram
{
    /// <summary>Runs the program.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="app">The assembly of the app.</param>
    /// <param name="commands">The commands by name.</param>
    /// <returns>The exit status of the process: 0 for success.</returns>
    public static async Task<int> RunAsync(string[] args, Assembly app, LocalCommands commands)
    {
        var arguments = LocalArguments.Read(args);
        if (arguments.Help)
        {
            await Console.Out.WriteLineAsync(commands.Usage);
            return 0;
        }

        try
        {
            var problems = new List<StartProblem>([.. arguments.Problems, .. commands.Validate(arguments)]);
            using var published = arguments.Published is { } path ? PublishedFiles.Open(path, problems) : null;
            var options = OptionsOf(arguments, app, published?.Folder, problems);
            if (problems.Count > 0)
            {
                throw new StartRefusedException(problems);
            }

            await using var server = await HostServer.StartAsync(options);
            return await commands.RunAsync(arguments, server);
        }
        catch (Exception fault) when (StartFault.Sentences(fault) is { } sentences)
        {
            await Console.Error.WriteLineAsync("The app cannot start:");
            foreach (var sentence in sentences)
            {
                await Console.Error.WriteLineAsync($"  - {sentence}");
            }

            return 1;
        }
    }

    private static HostOptions OptionsOf(
        LocalArguments arguments,
        Assembly app,
        string? published,
        List<StartProblem> problems
    )
    {
        var directory = published ?? Path.GetDirectoryName(app.Location)!;
        if (published is not null && !File.Exists(Path.Combine(directory, "worker.config.json")))
        {
            problems.Add(
                new(
                    "--published",
                    $"{arguments.Published} has no worker.config.json, so it is not a published app.",
                    "Name the folder that 'dotnet publish -o' wrote, or the file that '-p:ZipFile=' named."
                )
            );
        }

        // The local settings are never published, so the file is beside the app's build output.
        var file = Read("local.settings.json", () => LocalSettingsFile.Read(AppContext.BaseDirectory), problems);
        var hostJson = Read("host.json", () => HostJson.Read(Path.Combine(directory, "host.json")), problems);
        problems.AddRange(hostJson.FindProblems());
        var address = new LocalAddress(arguments.Port ?? file.Port);
        // A command shows its own progress, so only warnings and errors of the app are logged.
        var minLevel = arguments.Word is null ? LogLevel.Information : LogLevel.Warning;
        return new HostOptions
        {
            App = published is null ? new InProcessApp(app, directory) { MinLevel = minLevel } : null,
            Published = published,
            HostJson = hostJson,
            Address = address,
            Settings = AppSettings.Of(file, arguments.Overrides, address),
            ReadsEnvironment = true,
            MinLevel = minLevel,
        };
    }

    private static T Read<T>(string file, Func<T> read, List<StartProblem> problems)
        where T : new()
    {
        try
        {
            return read();
        }
        catch (JsonException wrong)
        {
            problems.Add(new(file, $"It cannot be read: {wrong.Message}", "Correct the file."));
            return new();
        }
    }
}
