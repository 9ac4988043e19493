using System.Diagnostics;
using System.Reflection;

namespace EndToEnd.Conformance;

/// <summary>The app as it is deployed: the output of <c>dotnet publish</c>, made once for all tests that start it.</summary>
public sealed class PublishedApp : IAsyncLifetime
{
    /// <summary>The folder of the published app.</summary>
    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"affiliate-published-{Guid.CreateVersion7():N}");

    public async Task InitializeAsync()
    {
        var metadata = typeof(PublishedApp).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().ToDictionary(data => data.Key, data => data.Value!);
        string[] arguments = ["publish", metadata["AppProject"], "--nologo", "-c", "Release", "-o", Folder, "-v", "quiet"];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
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
