using System.Reflection;
using System.Text.Json;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace EndToEnd.Contract;

/// <summary>The order that each list states, as something to hold answers against.</summary>
internal static class ContractOrder
{
    private static readonly Dictionary<string, SortedByAttribute> Orders = (
        from type in typeof(IPrograms).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance)
        let order = method.GetCustomAttribute<SortedByAttribute>()
        where order is not null
        select (method.GetCustomAttribute<FunctionAttribute>()!.Name, order)
    ).ToDictionary(pair => pair.Name, pair => pair.order);

    /// <summary>What is out of order in the answer of an operation, or null.</summary>
    public static string? Violation(string operation, string body)
    {
        if (!Orders.TryGetValue(operation, out var order) || order.Members.Count == 0)
        {
            return null;
        }

        var items = JsonElement.Parse(body).GetProperty("data").EnumerateArray().ToList();
        var pairs = items.Zip(items.Skip(1));
        return pairs.Any(pair => Compare(order, pair.First, pair.Second) > 0)
            ? $"The items are not in the order that is stated: {order.Sentence} {body}"
            : null;
    }

    private static int Compare(SortedByAttribute order, JsonElement first, JsonElement second)
    {
        var difference = order
            .Members.Select(member => Compare(first.GetProperty(member), second.GetProperty(member)))
            .FirstOrDefault(difference => difference != 0);
        return order.IsDescending ? -difference : difference;
    }

    private static int Compare(JsonElement first, JsonElement second) =>
        first.ValueKind == JsonValueKind.Number
            ? first.GetInt64().CompareTo(second.GetInt64())
            : string.CompareOrdinal(first.GetString(), second.GetString());
}
