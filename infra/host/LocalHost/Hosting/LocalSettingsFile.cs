using System.Text.Json;

namespace LocalHost.Hosting;

/// <summary>
/// The settings file for local development (Azure Functions, "Local settings file"): <c>Values</c> are the
/// application's settings, and <c>Host.LocalHttpPort</c> is the port.
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

    /// <summary>The settings. Two underscores separate section and name.</summary>
    public IReadOnlyDictionary<string, string?> Values { get; init; } = new Dictionary<string, string?>();

    /// <summary>The host's own settings.</summary>
    public HostSettings Host { get; init; } = new();

    /// <summary>The port that the settings are written for.</summary>
    public int Port => Host.LocalHttpPort ?? LocalAddress.UsualPort;

    /// <summary>Reads local.settings.json.</summary>
    /// <param name="directory">The folder of the file.</param>
    /// <returns>The settings; empty if there is no such file.</returns>
    /// <exception cref="JsonException">The file is not JSON, or a value is not a text.</exception>
    public static LocalSettingsFile Read(string directory)
    {
        var path = Path.Combine(directory, Own);
        return File.Exists(path) ? ReadFile(path) : new();
    }

    /// <summary>Reads the example file, regardless of a developer's own settings.</summary>
    /// <param name="directory">The folder of the file.</param>
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
