using System.Collections;

namespace LocalHost.Hosting;

/// <summary>
/// The app's settings: those of the settings file, which the environment overrides, which the command line overrides.
/// </summary>
internal sealed class AppSettings
{
    private AppSettings(Dictionary<string, string?> values) => ForApp = values;

    /// <summary>
    /// Keys, with a colon between section and name, and values. The environment's own are not repeated.
    /// </summary>
    public IReadOnlyDictionary<string, string?> ForApp { get; }

    /// <summary>The settings of a laptop.</summary>
    /// <param name="file">What the settings file says.</param>
    /// <param name="overrides">What the command line says, as <c>--Name=value</c>.</param>
    /// <param name="address">Where the host listens; settings follow its port.</param>
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
    /// The settings of a test, which go before the environment: where a test runs must not matter to it.
    /// </summary>
    /// <param name="settings">Names and values.</param>
    /// <param name="address">Where the host listens; settings follow its port.</param>
    /// <returns>The settings.</returns>
    public static AppSettings OfTest(IReadOnlyDictionary<string, string?> settings, LocalAddress address) =>
        new(
            settings.ToDictionary(
                setting => KeyOf(setting.Key),
                setting => address.Follow(setting.Value, LocalAddress.UsualPort),
                StringComparer.OrdinalIgnoreCase
            )
        );

    // In the environment and in settings files a section is written with two underscores.
    private static string KeyOf(string name) => name.Replace("__", ":", StringComparison.Ordinal);
}
