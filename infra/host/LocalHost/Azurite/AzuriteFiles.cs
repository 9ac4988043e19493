using System.Reflection;

namespace LocalHost.Azurite;

/// <summary>Where Azurite lies: its package files in the source tree, and what it stores at the root of the repository.</summary>
internal static class AzuriteFiles
{
    /// <summary>The folder of package.json, its lock file and the launcher.</summary>
    public static string Package { get; } = Path.GetFullPath(
        typeof(AzuriteFiles).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "AzuriteDirectory").Value!);

    /// <summary>The folder of the laptop's data; git ignores it, and deleting it begins anew.</summary>
    public static string Data { get; } = Path.GetFullPath(Path.Combine(Package, "..", "..", "..", ".azurite"));

    /// <summary>What starts Azurite and ends it with its parent.</summary>
    public static string Launcher { get; } = Path.Combine(Package, "start.js");

    /// <summary>The id of the process that last wrote <see cref="Data"/>.</summary>
    public static string ProcessId { get; } = Path.Combine(Data, "azurite.pid");

    /// <summary>Keeps other processes from doing the same thing at the same time.</summary>
    /// <param name="name">What is done.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The lock; the system gives it back when the process dies.</returns>
    public static async Task<IDisposable> LockAsync(string name, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Data);
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(Data, $"{name}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
            }
        }
    }
}
