using System.Text.Json;

namespace LocalHost.Hosting;

/// <summary>
/// The settings file of a laptop (Azure Functions, "Local settings file"): <c>Values</c> are the application's
/// settings,
/// <c>Host.LocalHttpPort</c> is the port.
/// </summary>
internal sealed record LocalSettingsFile
{
    private static readonly JsonSerializerOptions Reading = new(JsonSerializerDefaults.Web)
    {
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    private const string Example = "local.settings.example.json";

    private const string Own = "local.settings.json";

    /// <summary>The settings; two underscores part a section from a name.</summary>
    public IReadOnlyDictionary<string, string?> Values { get; init; } = new Dictionary<string, string?>();

    /// <summary>The host's own settings.</summary>
    public HostSettings Host { get; init; } = new();

    /// <summary>The port that the settings are written for.</summary>
    public int Port => Host.LocalHttpPort ?? LocalAddress.UsualPort;

    /// <summary>Reads local.settings.json.</summary>
    /// <param name="directory">Where the file lies.</param>
    /// <returns>The settings; none when there is no such file.</returns>
    /// <exception cref="JsonException">The file is no JSON, or a value is no text.</exception>
    public static LocalSettingsFile Read(string directory)
    {
        var path = Path.Combine(directory, Own);
        return File.Exists(path) ? ReadFile(path) : new();
    }

    /// <summary>Reads the example, whatever a developer's own settings are.</summary>
    /// <param name="directory">Where the file lies.</param>
    /// <returns>The settings.</returns>
    public static LocalSettingsFile ReadExample(string directory) => ReadFile(Path.Combine(directory, Example));

    private static LocalSettingsFile ReadFile(string path) =>
        JsonSerializer.Deserialize<LocalSettingsFile>(File.ReadAllText(path), Reading) ?? new();

    /// <summary>The host's own settings.</summary>
    internal sealed record HostSettings
    {
        /// <summary>The port to listen on.</summary>
        public int? LocalHttpPort { get; init; }
    }
}
