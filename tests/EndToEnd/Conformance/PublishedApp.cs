using System.Diagnostics;
using System.Reflection;

namespace EndToEnd.Conformance;

/// <summary>
/// The app as it is deployed: the output of <c>dotnet publish</c> of what the tests were built with, made once for all
/// tests that start it. It is not compiled ahead for one platform, which takes minutes and changes nothing but its
/// start.
/// </summary>
public sealed class PublishedApp : IAsyncLifetime
{
    /// <summary>The folder of the published app.</summary>
    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"affiliate-published-{Guid.CreateVersion7():N}");

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
            Folder,
            "-v",
            "quiet",
            "-p:RuntimeIdentifier=",
            "-p:PublishReadyToRun=false",
        ];
        var start = new ProcessStartInfo("dotnet", arguments)
        {
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
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }
}
