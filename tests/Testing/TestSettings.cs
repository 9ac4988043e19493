using LocalHost.Hosting;

namespace Testing;

/// <summary>The settings that tests start an application with.</summary>
internal static class TestSettings
{
    /// <summary>
    /// The settings of the example file, over the given storage. A developer's own settings must not matter to a test.
    /// </summary>
    /// <param name="directory">Where the file lies.</param>
    /// <param name="storage">The connection string.</param>
    /// <param name="others">Settings that differ from the file's.</param>
    /// <returns>Names, with two underscores between section and name, and values.</returns>
    public static Dictionary<string, string?> Of(
        string directory,
        string storage,
        IReadOnlyDictionary<string, string?>? others
    )
    {
        var settings = new Dictionary<string, string?>(LocalSettingsFile.ReadExample(directory).Values)
        {
            ["AzureWebJobsStorage"] = storage,
            // Tests stand where the front end stands, and say from which address a caller comes.
            ["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true",
        };
        foreach (var (name, value) in others ?? new Dictionary<string, string?>())
        {
            settings[name] = value;
        }

        return settings;
    }
}
