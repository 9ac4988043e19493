using LocalHost.Workers;

namespace LocalHost.Hosting;

/// <summary>
/// The command line: <c>[word …] [--port n] [--exit] [--published PATH] [--help] [--Setting=value …]</c>.
/// </summary>
internal sealed record LocalArguments
{
    /// <summary>The command to run once the application is up; null for none.</summary>
    public string? Word { get; private init; }

    /// <summary>Settings as <c>--Name=value</c>; they override all others.</summary>
    public IReadOnlyList<string> Overrides { get; private init; } = [];

    /// <summary>The port to listen on; 0 for any free one; null when not given.</summary>
    public int? Port { get; private init; }

    /// <summary>Whether the process ends when the command ends.</summary>
    public bool Exit { get; private init; }

    /// <summary>
    /// The folder or zip of a published app to run as a process of its own; null to run the app in this process.
    /// </summary>
    public string? Published { get; private init; }

    /// <summary>Whether only the usage is printed.</summary>
    public bool Help { get; private init; }

    /// <summary>The problems of the command line.</summary>
    public IReadOnlyList<StartProblem> Problems { get; private init; } = [];

    /// <summary>Reads a command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <returns>The values and the problems of the arguments.</returns>
    public static LocalArguments Read(IReadOnlyList<string> args)
    {
        var rest = new Queue<string>(args);
        var read = new LocalArguments();
        List<string> overrides = [];
        List<StartProblem> problems = [];
        while (rest.TryDequeue(out var arg))
        {
            switch (arg)
            {
                case "--help" or "-h" or "-?":
                    read = read with { Help = true };
                    break;
                case "--exit":
                    read = read with { Exit = true };
                    break;
                case "--port":
                    rest.TryDequeue(out var next);
                    read = read with { Port = PortOf(next, problems) };
                    break;
                case ['-', '-', 'p', 'o', 'r', 't', '=', .. var port]:
                    read = read with { Port = PortOf(port, problems) };
                    break;
                case "--published":
                    rest.TryDequeue(out var path);
                    read = read with { Published = PublishedOf(path, problems) };
                    break;
                case ['-', '-', 'p', 'u', 'b', 'l', 'i', 's', 'h', 'e', 'd', '=', .. var named]:
                    read = read with { Published = PublishedOf(named, problems) };
                    break;
                case ['-', '-', .. var setting] when setting.Contains('=', StringComparison.Ordinal):
                    overrides.Add(arg);
                    break;
                case [not '-', ..] when read.Word is null:
                    read = read with { Word = arg };
                    break;
                default:
                    problems.Add(new("Command line", $"'{arg}' is not known.", "Run with --help to see the options."));
                    break;
            }
        }

        return read with
        {
            Overrides = overrides,
            Problems = problems,
        };
    }

    private static string? PublishedOf(string? text, List<StartProblem> problems)
    {
        if (Path.Exists(text))
        {
            return text;
        }

        problems.Add(
            new(
                "--published",
                $"There is no folder and no zip '{text}'.",
                "Name the folder that 'dotnet publish -o' wrote, or the file that '-p:ZipFile=' named."
            )
        );
        return null;
    }

    private static int? PortOf(string? text, List<StartProblem> problems)
    {
        if (int.TryParse(text, out var port) && port is >= 0 and <= 65535)
        {
            return port;
        }

        problems.Add(new("--port", $"'{text}' is not a port.", "Give a number from 0 (any free port) to 65535."));
        return null;
    }
}
