using System.Collections;

namespace LocalHost.Hosting;

/// <summary>
/// The app's settings. The environment overrides the settings file, and the command line overrides both.
/// </summary>
internal sealed class AppSettings
{
    private AppSettings(Dictionary<string, string?> values) => ForApp = values;

    /// <summary>
    /// The settings. A key has a colon between section and name. Variables of the environment are not repeated here.
    /// </summary>
    public IReadOnlyDictionary<string, string?> ForApp { get; }

    /// <summary>Returns the settings for local development.</summary>
    /// <param name="file">The settings file.</param>
    /// <param name="overrides">The settings of the command line, as <c>--Name=value</c>.</param>
    /// <param name="address">The address of the host. Settings follow its port.</param>
    /// <returns>The settings.</returns>
    public static AppSettings Of(LocalSettingsFile file, IEnumerable<string> overrides, LocalAddress address)
    {
        var environment = Environment
            .GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .Select(variable => KeyOf((string)variable.Key))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in file.Values.Where(setting => !environment.Contains(KeyOf(setting.Key))))
        {
            values[KeyOf(name)] = address.Follow(value, file.Port);
        }

        foreach (var text in overrides.Select(setting => setting.TrimStart('-').Split('=', 2)))
        {
            values[KeyOf(text[0])] = text[1];
        }

        return new(values);
    }

    /// <summary>
    /// Returns the settings of a test. They override the environment, so that a test does not depend on where it runs.
    /// </summary>
    /// <param name="settings">Names and values.</param>
    /// <param name="address">The address of the host. Settings follow its port.</param>
    /// <returns>The settings.</returns>
    public static AppSettings OfTest(IReadOnlyDictionary<string, string?> settings, LocalAddress address) =>
        new(
            settings.ToDictionary(
                setting => KeyOf(setting.Key),
                setting => address.Follow(setting.Value, LocalAddress.UsualPort),
                StringComparer.OrdinalIgnoreCase
            )
        );

    // The environment and settings files separate section and name with two underscores.
    private static string KeyOf(string name) => name.Replace("__", ":", StringComparison.Ordinal);
}
