using System.Text.Json;
using LocalHost.Workers.Protocol;

namespace LocalHost.Workers;

/// <summary>A function of the app, as the worker describes it.</summary>
internal sealed class WorkerFunction
{
    private const string TriggerSuffix = "Trigger";

    /// <summary>Reads what the worker reports.</summary>
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

    /// <summary>The id by which the worker knows the function.</summary>
    public string Id => Metadata.FunctionId;

    /// <summary>The function's name, unique in the app.</summary>
    public string Name => Metadata.Name;

    /// <summary>All bindings, in the order of the parameters.</summary>
    public IReadOnlyList<FunctionBinding> Bindings { get; }

    /// <summary>The binding that starts the function.</summary>
    public FunctionBinding Trigger { get; }

    /// <summary>Whether a trigger of this type starts the function.</summary>
    /// <param name="type">The type, such as <c>queueTrigger</c>; its case does not matter.</param>
    /// <returns>Whether it does.</returns>
    public bool IsTriggeredBy(string type) => Trigger.Type.Equals(type, StringComparison.OrdinalIgnoreCase);
}

/// <summary>One binding of a function, as the worker's raw JSON gives it.</summary>
/// <param name="Name">The name of the parameter.</param>
/// <param name="Type">The type, such as <c>httpTrigger</c> or <c>durableClient</c>.</param>
/// <param name="SupportsDeferredBinding">Whether the worker's own converters read the value (model binding
/// data).</param>
/// <param name="DataType"><c>String</c>, <c>Binary</c> or <c>Stream</c>; null when the binding does not say.</param>
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

    /// <summary>A text of the binding.</summary>
    /// <param name="name">The member's name; its case does not matter.</param>
    /// <returns>The text; null when there is none.</returns>
    public string? Text(string name) => Text(Raw, name);

    /// <summary>A truth value of the binding.</summary>
    /// <param name="name">The member's name.</param>
    /// <returns>Whether it is there and true.</returns>
    public bool IsTrue(string name) => IsTrue(Raw, name);

    /// <summary>The texts of a list of the binding.</summary>
    /// <param name="name">The member's name.</param>
    /// <returns>The texts; none when there is no such list.</returns>
    public IReadOnlyList<string> Texts(string name) =>
        Find(Raw, name) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(item => item.GetString()!)]
            : [];

    private static string? Text(JsonElement json, string name) =>
        Find(json, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    // Generated metadata writes truth values as texts ("True").
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
