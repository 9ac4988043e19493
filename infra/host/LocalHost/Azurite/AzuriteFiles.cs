using System.Reflection;

namespace LocalHost.Azurite;

/// <summary>
/// The files of Azurite: its package in the source tree, and its data at the root of the repository.
/// </summary>
internal static class AzuriteFiles
{
    /// <summary>The folder of package.json, its lock file and the launcher.</summary>
    public static string Package { get; } =
        Path.GetFullPath(
            typeof(AzuriteFiles)
                .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
                .Single(metadata => metadata.Key == "AzuriteDirectory")
                .Value!
        );

    /// <summary>
    /// The folder of the development data, at the root of the repository. Git ignores it, and it may be deleted.
    /// </summary>
    public static string Data { get; } = Path.GetFullPath(Path.Combine(Package, "..", "..", "..", "..", ".azurite"));

    /// <summary>The script that starts Azurite and stops it when its parent process ends.</summary>
    public static string Launcher { get; } = Path.Combine(Package, "start.js");

    /// <summary>The file with the id of the process that last wrote <see cref="Data"/>.</summary>
    public static string ProcessId { get; } = Path.Combine(Data, "azurite.pid");

    /// <summary>Prevents other processes from doing the same thing at the same time.</summary>
    /// <param name="name">The name of the lock.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The lock. The system releases it when the process ends.</returns>
    public static async Task<IDisposable> LockAsync(string name, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Data);
        while (true)
        {
            try
            {
                var path = Path.Combine(Data, $"{name}.lock");
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
            }
        }
    }
}
