using System.Reflection;

namespace AffiliateFunctions.Infrastructure;

/// <summary>The version of the app, which the build writes into the assembly.</summary>
public static class AppVersion
{
    /// <summary>The version with the commit that it was built from, such as <c>0.1.0+74f314d</c>.</summary>
    public static string WithCommit { get; } =
        typeof(AppVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "unknown";

    /// <summary>The version, such as <c>0.1.0</c>.</summary>
    public static string Short { get; } = WithCommit.Split('+')[0];
}
