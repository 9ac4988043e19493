using System.Text.Json;
using LocalHost.Workers.Protocol;

namespace LocalHost.Workers;

/// <summary>A function of the app, in the worker's description.</summary>
internal sealed class WorkerFunction
{
    private const string TriggerSuffix = "Trigger";

    /// <summary>Creates the function from the worker's description.</summary>
    /// <param name="metadata">The worker's description.</param>
    public WorkerFunction(RpcFunctionMetadata metadata)
    {
        Metadata = metadata;
        Bindings = [.. metadata.RawBindings.Select(raw => FunctionBinding.Read(raw))];
        Trigger =
            Bindings.FirstOrDefault(binding => binding.Type.EndsWith(TriggerSuffix, StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidOperationException($"The function {metadata.Name} has no trigger.");
    }

    /// <summary>The worker's description.</summary>
    public RpcFunctionMetadata Metadata { get; }

    /// <summary>The function's id in the worker.</summary>
    public string Id => Metadata.FunctionId;

    /// <summary>The function's name, unique in the app.</summary>
    public string Name => Metadata.Name;

    /// <summary>All bindings, in the order of the parameters.</summary>
    public IReadOnlyList<FunctionBinding> Bindings { get; }

    /// <summary>The binding that starts the function.</summary>
    public FunctionBinding Trigger { get; }

    /// <summary>Whether a trigger of this type starts the function.</summary>
    /// <param name="type">The type, such as <c>queueTrigger</c>; case-insensitive.</param>
    /// <returns>Whether the function has such a trigger.</returns>
    public bool IsTriggeredBy(string type) => Trigger.Type.Equals(type, StringComparison.OrdinalIgnoreCase);
}

/// <summary>One binding of a function, from the worker's raw JSON.</summary>
/// <param name="Name">The name of the parameter.</param>
/// <param name="Type">The type, such as <c>httpTrigger</c> or <c>durableClient</c>.</param>
/// <param name="SupportsDeferredBinding">Whether the worker's own converters read the value (model binding
/// data).</param>
/// <param name="DataType"><c>String</c>, <c>Binary</c> or <c>Stream</c>; null if the binding does not set it.</param>
/// <param name="Raw">The whole binding.</param>
internal sealed record FunctionBinding(
    string Name,
    string Type,
    bool SupportsDeferredBinding,
    string? DataType,
    JsonElement Raw
)
{
    /// <summary>Reads a raw binding.</summary>
    /// <param name="json">The JSON.</param>
    /// <returns>The binding.</returns>
    public static FunctionBinding Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var raw = document.RootElement.Clone();
        return new(
            Text(raw, "name") ?? "",
            Text(raw, "type") ?? "",
            raw.TryGetProperty("properties", out var properties) && IsTrue(properties, "supportsDeferredBinding"),
            Text(raw, "dataType"),
            raw
        );
    }

    /// <summary>Returns a text of the binding.</summary>
    /// <param name="name">The member's name; case-insensitive.</param>
    /// <returns>The text; null when there is none.</returns>
    public string? Text(string name) => Text(Raw, name);

    /// <summary>Returns a Boolean value of the binding.</summary>
    /// <param name="name">The member's name.</param>
    /// <returns>Whether the member exists and is true.</returns>
    public bool IsTrue(string name) => IsTrue(Raw, name);

    /// <summary>Returns the texts of a list of the binding.</summary>
    /// <param name="name">The member's name.</param>
    /// <returns>The texts; empty if there is no such list.</returns>
    public IReadOnlyList<string> Texts(string name) =>
        Find(Raw, name) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(item => item.GetString()!)]
            : [];

    private static string? Text(JsonElement json, string name) =>
        Find(json, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    // Generated metadata contains Boolean values as text ("True").
    private static bool IsTrue(JsonElement json, string name) =>
        Find(json, name) is { } value
        && (
            value.ValueKind == JsonValueKind.True
            || (value.ValueKind == JsonValueKind.String && bool.TryParse(value.GetString(), out var isTrue) && isTrue)
        );

    private static JsonElement? Find(JsonElement json, string name)
    {
        foreach (var member in json.EnumerateObject())
        {
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return member.Value;
            }
        }

        return null;
    }
}
