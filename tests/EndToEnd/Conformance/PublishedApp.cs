using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;

namespace EndToEnd.Conformance;

/// <summary>
/// The app as it is deployed: the zip that <c>dotnet publish</c> makes of what the tests were built with, made once for
/// all tests that start it. It is not compiled ahead for one platform, which takes minutes and changes nothing but its
/// start.
/// </summary>
public sealed class PublishedApp : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("affiliate-published-");

    /// <summary>The zip.</summary>
    public string Zip => Path.Combine(_folder.FullName, "app.zip");

    /// <summary>
    /// Settings of the host that unpacks the zip: tests end it as <c>kill -9</c> does, so its temporary folders are in
    /// one that is removed here.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?> { ["TMPDIR"] = _folder.FullName, ["TMP"] = _folder.FullName };

    /// <summary>The names of the zip's entries.</summary>
    public IReadOnlyList<string> Entries
    {
        get
        {
            using var zip = ZipFile.OpenRead(Zip);
            return [.. zip.Entries.Select(entry => entry.FullName)];
        }
    }

    public async Task InitializeAsync()
    {
        var tests = typeof(PublishedApp).Assembly;
        var metadata = tests
            .GetCustomAttributes<AssemblyMetadataAttribute>()
            .ToDictionary(data => data.Key, data => data.Value!);
        var configuration = tests.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        string[] arguments =
        [
            "publish",
            metadata["AppProject"],
            "--nologo",
            "--no-build",
            "-c",
            configuration,
            "-o",
            Path.Combine(_folder.FullName, "out"),
            "-v",
            "quiet",
            "-p:RuntimeIdentifier=",
            "-p:PublishReadyToRun=false",
            "-p:ZipFile=app.zip",
        ];
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var publish = Process.Start(start)!;
        var output = publish.StandardOutput.ReadToEndAsync();
        var errors = publish.StandardError.ReadToEndAsync();
        await publish.WaitForExitAsync();
        Assert.True(publish.ExitCode == 0, await output + await errors);
    }

    public Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }
}
