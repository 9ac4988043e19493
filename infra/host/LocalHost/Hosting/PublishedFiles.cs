using System.IO.Compression;
using LocalHost.Workers;

namespace LocalHost.Hosting;

/// <summary>
/// The files of a published app: a folder as it is, or a zip that is unpacked into a temporary folder, as the platform
/// does with a deployment package
/// (https://learn.microsoft.com/azure/azure-functions/run-functions-from-deployment-package). Disposing of it removes
/// the temporary folder; a host that is ended by <c>kill -9</c> leaves it.
/// </summary>
internal sealed class PublishedFiles : IDisposable
{
    private const string Option = "--published";
    private const string HostJson = "host.json";
    private const string MakeZip =
        "Make it with 'dotnet publish functions/AffiliateFunctions -c Release -p:ZipFile=app.zip'.";

    private readonly bool _isTemporary;

    private PublishedFiles(string folder, bool isTemporary)
    {
        Folder = folder;
        _isTemporary = isTemporary;
    }

    /// <summary>The folder with the files.</summary>
    public string Folder { get; }

    /// <summary>Opens a folder, or unpacks a zip.</summary>
    /// <param name="path">The folder or the zip.</param>
    /// <param name="problems">Gets every problem.</param>
    /// <returns>The files; null if there is a problem.</returns>
    public static PublishedFiles? Open(string path, ICollection<StartProblem> problems)
    {
        if (Directory.Exists(path))
        {
            return new(Path.GetFullPath(path), isTemporary: false);
        }

        try
        {
            using var zip = ZipFile.OpenRead(path);
            if (ProblemOf(zip, path) is { } problem)
            {
                problems.Add(problem);
                return null;
            }

            return Unpack(zip);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            problems.Add(new(Option, $"'{path}' cannot be unpacked: {fault.Message}", MakeZip));
            return null;
        }
    }

    public void Dispose()
    {
        if (_isTemporary && Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private static StartProblem? ProblemOf(ZipArchive zip, string path)
    {
        var names = zip.Entries.Select(entry => entry.FullName).ToList();
        // An absolute name or a part ".." would be written beside the folder.
        if (
            names.FirstOrDefault(name => Path.IsPathRooted(name) || name.Split('/', '\\').Contains("..")) is { } outside
        )
        {
            return new(Option, $"'{path}' has the entry '{outside}', which leaves the folder.", MakeZip);
        }

        // A system other than Windows takes a backslash for a part of the file's name.
        if (names.FirstOrDefault(name => name.Contains('\\', StringComparison.Ordinal)) is { } backslash)
        {
            return new(
                Option,
                $"'{path}' has the entry '{backslash}' with a backslash, which Linux does not take for a folder.",
                MakeZip
            );
        }

        if (names.Contains(HostJson))
        {
            return null;
        }

        return names.FirstOrDefault(name => name.EndsWith($"/{HostJson}", StringComparison.Ordinal)) is { } deeper
            ? new(
                Option,
                $"'{path}' has no {HostJson} at its root, but {deeper}.",
                "Zip what is in the folder, not the folder."
            )
            : new(Option, $"'{path}' has no {HostJson}, so it is not a published app.", MakeZip);
    }

    private static PublishedFiles Unpack(ZipArchive zip)
    {
        var unpacked = new PublishedFiles(
            Directory.CreateTempSubdirectory("published-app-").FullName,
            isTemporary: true
        );
        try
        {
            zip.ExtractToDirectory(unpacked.Folder);
            return unpacked;
        }
        catch
        {
            unpacked.Dispose();
            throw;
        }
    }
}
