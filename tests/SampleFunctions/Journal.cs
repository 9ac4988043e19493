using Microsoft.Extensions.Configuration;

namespace SampleFunctions;

/// <summary>
/// What the functions have done, in order. The journal is a file, so that a test can read it wherever the app runs, and
/// so that several starts of the app can share it.
/// </summary>
/// <param name="configuration">
/// Names the file by the setting <see cref="FileSetting"/>; without it, nothing is written.
/// </param>
public sealed class Journal(IConfiguration configuration)
{
    /// <summary>The name of the setting.</summary>
    public const string FileSetting = "JournalFile";

    private static readonly Lock Gate = new();

    private readonly string? _file = configuration[FileSetting];

    /// <summary>The lines of a journal.</summary>
    /// <param name="file">The file.</param>
    /// <returns>The lines; none when the file does not exist.</returns>
    public static IReadOnlyList<string> Read(string file)
    {
        lock (Gate)
        {
            return File.Exists(file) ? File.ReadAllLines(file) : [];
        }
    }

    /// <summary>Adds a line.</summary>
    /// <param name="line">The line.</param>
    public void Write(string line)
    {
        if (_file is not null)
        {
            lock (Gate)
            {
                File.AppendAllLines(_file, [line]);
            }
        }
    }

    /// <summary>Counts the occurrences of a line.</summary>
    /// <param name="line">The line.</param>
    /// <returns>The number.</returns>
    public int Count(string line) => _file is null ? 0 : Read(_file).Count(written => written == line);
}
